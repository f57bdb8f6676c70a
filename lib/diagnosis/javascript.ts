import type { Cause, Evidence, Remedy } from "./cause.ts";
import { startsServer } from "./own_server.ts";
import { JAVASCRIPT_MODULES } from "./javascript_module.ts";
import { causesOf, languageOf } from "./pattern.ts";
import { quote } from "./text.ts";

/** Causes that show on the stderr of Deno and Node. */
export const JAVASCRIPT_CAUSES: readonly Cause[] = [
  {
    id: "starts-a-server",
    find: (evidence) =>
      /NotCapable: Requires net access/.test(evidence.run?.stderr ?? "")
        ? startsServer({ stderr: "" }, evidence)
        : null,
  },
  ...causesOf([
    {
      id: "permission-not-granted",
      pattern:
        /NotCapable: Requires (\w+) access(?: to ("[^"\n]*"|<[^>\n]*>))?[^\n]*?(?:--allow-(\w+))?/,
      tell: ([, kind = "", to], evidence) => ({
        sentence: `The script wants ${WANTED[kind] ?? kind}${
          to ? ` (${quote(to.replace(/^"|"$/g, ""))})` : ""
        }, which JavaScript scripts may not do here.`,
        evidence: [
          "a script may read its own folder, and no more, unless told",
        ],
        remedy: granting(kind, to, evidence),
      }),
    },
    {
      id: "deno-api-in-node",
      pattern: /^ReferenceError: Deno is not defined/m,
      tell: () => ({
        sentence: "The script is written for Deno, but Node runs it.",
        remedy: {
          text:
            "Let the server run it: take the executable bit away (`chmod -x`) and call it `.js` or `.ts`. Or begin it with `#!/usr/bin/env -S deno run`.",
        },
      }),
    },
    {
      id: "require-in-module",
      pattern:
        /ReferenceError: (require|module|exports|__dirname) is not defined/,
      tell: ([, name = ""]) => ({
        sentence:
          `The script uses \`${name}\` as CommonJS has it, but it is run as a module.`,
        remedy: {
          text:
            'Write `import fs from "node:fs"` for `require("fs")`, or call the file `.cjs` and run it by `#!/usr/bin/env node`.',
        },
      }),
    },
    {
      id: "browser-api",
      pattern:
        /ReferenceError: (document|window|localStorage|alert) is not defined/,
      tell: ([, name = ""]) => ({
        sentence:
          `The script uses \`${name}\`, which only browsers have; it runs on the server.`,
        remedy: {
          text:
            "Move it into a page, or write the page's text to standard output.",
        },
      }),
    },
    ...JAVASCRIPT_MODULES,
    {
      id: "no-response",
      pattern: /the script's handler did not return a Response/,
      tell: () => ({
        sentence:
          "The function `fetch` of the script does not return a Response.",
        remedy: {
          text:
            "Let every way through it end in `return new Response(text)` or `return Response.json(value)`.",
        },
      }),
    },
    {
      id: "reads-keyboard",
      pattern: /TypeError: (?:Cannot read properties of null|null is not)/,
      languages: ["javascript"],
      tell: (_, { file }) =>
        /\b(?:prompt|confirm)\(/.test(file.source)
          ? {
            sentence:
              "The script asks a person at the keyboard (`prompt`), and nobody sits there to answer.",
            remedy: {
              text:
                'Take what visitors say from the query: `new URL(request.url).searchParams.get("name")`.',
            },
          }
          : null,
    },
    {
      id: "promise-never-settles",
      pattern:
        /Top-level await promise never resolved|Detected unsettled top-level await/,
      tell: () => ({
        sentence:
          "The script waits (`await`) for something that never comes, so it ends before its work is done.",
        remedy: {
          text:
            "See that every promise it waits for is resolved or rejected, and that nothing waits for an event that has no source any more.",
        },
      }),
    },
    {
      id: "javascript-syntax",
      pattern: /(?:^|Uncaught |error: .*?)SyntaxError: ([^\n]*)/m,
      languages: ["javascript"],
      tell: ([, message = ""], evidence) => ({
        sentence: `The script is not valid JavaScript${
          line(evidence)
        }: ${message}.`,
        remedy: { text: "Mend that line, or the one before it." },
      }),
    },
  ]),
];

/** The last resort for JavaScript: an error that nobody caught and no other cause explains. */
export const JAVASCRIPT_ERROR: readonly Cause[] = causesOf([{
  id: "javascript-error",
  pattern:
    /(?:^|Uncaught (?:\(in promise\) )?)(\w*(?:Error|Exception)|NotFound|PermissionDenied): ([^\n]*)/m,
  languages: ["javascript"],
  tell: ([, name = "", message = ""], evidence) => ({
    sentence: `The script stopped${line(evidence)} with ${name}: ${message}.`,
    remedy: { text: "Catch the error, or mend what that line does." },
  }),
}]);

const WANTED: Readonly<Record<string, string>> = {
  read: "to read a file outside its folder",
  write: "to write a file",
  net: "to use the network",
  env: "to read an environment variable",
  run: "to run a program",
  sys: "to ask about the system",
  ffi: "to load native code",
  import: "to import code from elsewhere",
};

function granting(
  kind: string,
  to: string | undefined,
  evidence: Evidence,
): Remedy {
  const name = to?.replace(/^"|"$/g, "");
  const flag = `--allow-${kind}${
    name && /^[\w./:@-]+$/.test(name) ? `=${name}` : ""
  }`;
  const extension = /\.\w+$/.exec(evidence.script)?.[0] ?? ".js";
  const own = kind === "write"
    ? "Write to the folder that `GATEHOUSE_DATA` names (`--data DIR`). Or l"
    : "L";
  return {
    text:
      `${own}et Deno run it with that permission: begin it with \`#!/usr/bin/env -S deno run ${flag}\` and make it executable, or start the server with \`--interpreter '${extension}=deno run ${flag}'\`.`,
  };
}

function line(evidence: Evidence): string {
  if (languageOf(evidence) !== "javascript") return "";
  // deno-lint-ignore no-control-regex
  const text = (evidence.run?.stderr ?? "").replace(/\x1b\[[\d;]*m/g, "");
  const name = evidence.script.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  const found = new RegExp(`${name}:(\\d+)`).exec(text)?.[1];
  return found === undefined ? "" : ` in line ${found}`;
}
