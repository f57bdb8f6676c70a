import type { Cause } from "./cause.ts";
import { causesOf } from "./pattern.ts";
import { byCommand, shellWord } from "./remedy.ts";

/** Causes that show on the stderr of Perl and of Ruby. */
export const PERL_CAUSES: readonly Cause[] = causesOf([
  {
    id: "perl-module-missing",
    pattern: /^Can't locate (\S+)\.pm in @INC/m,
    tell: ([, path = ""], evidence) => {
      const name = path.replaceAll("/", "::");
      const debian = `lib${name.toLowerCase().replaceAll("::", "-")}-perl`;
      return {
        sentence:
          `The Perl that runs the script does not have the module \`${name}\`.`,
        remedy: byCommand(
          evidence,
          `Install it; on Debian its package is usually called \`${debian}\`.`,
          `cpan ${shellWord(name)}`,
        ),
      };
    },
  },
  {
    id: "perl-syntax",
    pattern:
      /^(?:syntax error|Global symbol|Can't find string terminator|Missing right curly|Unmatched right|Bareword "[^"\n]*" not allowed|Unrecognized character)[^\n]*? line (\d+)/m,
    tell: ([, line = ""], evidence) => ({
      sentence: `Perl cannot read the script; it stumbles in line ${line}.`,
      remedy: byCommand(
        evidence,
        "Mend that line, or the one before it.",
        `perl -wc ${shellWord(evidence.script)}`,
      ),
    }),
  },
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
]);

/** The last resort for Perl: it died, and no other cause explains it. */
export const PERL_DIED: readonly Cause[] = causesOf([{
  id: "perl-died",
  pattern:
    /^([^\n]*) at (?:(?! at )[^\n])+? line (\d+)(?:, <\w+> line \d+)?\.$/m,
  languages: ["perl"],
  tell: ([, message = "", line = ""]) => ({
    sentence: `Perl stopped in line ${line}: ${message}.`,
    remedy: { text: "Mend what that line does." },
  }),
}]);
