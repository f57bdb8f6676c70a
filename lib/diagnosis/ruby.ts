import type { Cause } from "./cause.ts";
import { causesOf } from "./pattern.ts";
import { byLooking, shellWord } from "./remedy.ts";
import { quote } from "./text.ts";

/** Causes that show on the stderr of Ruby. */
export const RUBY_CAUSES: readonly Cause[] = causesOf([
  {
    id: "ruby-module-missing",
    pattern: /cannot load such file -- (\S+) \(LoadError\)/,
    tell: ([, name = ""]) => ({
      sentence: `Ruby does not have \`${name}\`${
        name === "cgi" ? ", which left its standard library in 3.5" : ""
      }.`,
      remedy: {
        text: "Install the gem that brings it.",
        command: `gem install ${shellWord(name.split("/")[0] ?? name)}`,
      },
    }),
  },
  {
    id: "ruby-syntax",
    pattern:
      /^\S[^\n]*?:(\d+): (?!warning|in [`'])((?:syntax error|[^\n]*\b(?:unexpected|unterminated|invalid|missing|expect\w*)\b)[^\n]*)/m,
    languages: ["ruby"],
    tell: ([, line = "", message = ""], evidence) => ({
      sentence: `Ruby cannot read the script; in line ${line} it finds: ${
        quote(message)
      }.`,
      remedy: byLooking(
        evidence,
        "Mend that line, or the one before it.",
        `ruby -wc ${shellWord(evidence.script)}`,
      ),
    }),
  },
]);

/** The last resort for Ruby: an exception that no other cause explains. */
export const RUBY_EXCEPTION: readonly Cause[] = causesOf([{
  id: "ruby-exception",
  pattern: /^\S[^\n]*?:(\d+):in [`'][^\n]*?': ([^\n]*) \(([A-Z][\w:]*)\)$/m,
  languages: ["ruby"],
  tell: ([, line = "", message = "", name = ""]) => ({
    sentence: `Ruby stopped in line ${line} with ${name}: ${
      message.replaceAll("`", "'")
    }.`,
    remedy: { text: "Mend what that line does." },
  }),
}]);
