import type { Cause } from "./cause.ts";
import { causesOf } from "./pattern.ts";
import { PERL_NAMES } from "./perl_name.ts";
import { byCommand, byLooking, shellWord } from "./remedy.ts";
import { quote } from "./text.ts";

/** Causes that show on the stderr of Perl. */
export const PERL_CAUSES: readonly Cause[] = causesOf([
  ...PERL_NAMES,
  {
    id: "perl-module-missing",
    pattern:
      /^Can't locate (?:(\S+)\.pm in @INC|loadable object for module ([\w:]+) in @INC)/m,
    tell: ([, path, loadable], evidence) => {
      const name = loadable ?? (path ?? "").replaceAll("/", "::");
      const debian = `lib${name.toLowerCase().replaceAll("::", "-")}-perl`;
      return {
        sentence:
          `The Perl that runs the script does not have the module \`${name}\`.`,
        remedy: byCommand(
          evidence,
          `Install it; on Debian its package is usually called \`${debian}\`. If it is a file of your own, name its folder first: \`use FindBin; use lib "$FindBin::Bin/lib";\`.`,
          `cpan ${shellWord(name)}`,
        ),
      };
    },
  },
  {
    id: "perl-syntax",
    pattern:
      /^(?:syntax error|Global symbol|Can't find string terminator|Missing right curly|Unmatched right|Bareword "[^"\n]*" not allowed|Unrecognized character)[^\n]*? line (\d+)[^\n]*/m,
    tell: ([whole, line = ""], evidence) => ({
      sentence: `Perl cannot read the script; in line ${line} it finds: ${
        quote(whole.replace(/ at (?:(?! at ).)*? line \d+\.?/, ""))
      }.`,
      remedy: byLooking(
        evidence,
        "Mend that line, or the one before it.",
        `perl -wc ${shellWord(evidence.script)}`,
      ),
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
    remedy: {
      text: message === "Died"
        ? 'Let it say why: `or die "Cannot open $file: $!";`.'
        : "Mend what that line does.",
    },
  }),
}]);
