import type { Cause } from "./cause.ts";
import { causesOf } from "./pattern.ts";
import { quote } from "./text.ts";

/** Programs that stand in for interpreters and choose one by what a user has set, which scripts do not see. */
export const VERSION_MANAGERS: readonly Cause[] = causesOf([{
  id: "version-manager",
  pattern:
    /^(pyenv|rbenv|nodenv|plenv|asdf|mise|nvm|volta): ?([^\n]*(?:not found|not installed|No (?:version|preset)|unknown)[^\n]*)/mi,
  tell: ([, manager = "", message = ""]) => ({
    sentence: `${
      quote(manager)
    } stands in for the interpreter, and finds none: ${message}.`,
    evidence: ["scripts have neither your HOME nor the settings of your shell"],
    remedy: {
      text:
        `Name the interpreter itself in line 1, by its absolute path, which \`${manager} which\` tells; or start the server with its folder first: \`--env PATH=…\`.`,
    },
  }),
}]);
