import type { Cause } from "./cause.ts";
import { causesOf } from "./pattern.ts";
import { quote } from "./text.ts";

/** Programs in awk and sed, which scripts are or call. */
export const FILTER_CAUSES: readonly Cause[] = causesOf([
  {
    id: "awk-program",
    pattern:
      /^(?:\S*\/)?[gmn]?awk: (?:\S+: )?(?:(?:line |source line )?(\d+): )?(?:\([^)\n]*\) )?((?:fatal: )?[^\n]*(?:syntax error|missing|unexpected|never defined|not defined|unterminated|runaway|division by zero|illegal)[^\n]*)/mi,
    tell: ([, line, message = ""], { file }) =>
      // It takes its own path for a program where its first line lacks `-f`.
      /^#!.*awk(?!.* -\w*f)/.test(file.source) ? null : ({
        sentence: `\`awk\` cannot run its program${
          line ? `; in line ${line} it finds` : ", and says"
        }: ${quote(message)}.`,
        remedy: {
          text: /def/.test(message)
            ? "Mend the function's name; some (`gensub`, `strftime`, `toupper` of old ones) only GNU's `gawk` has."
            : "Mend that line, or the one before it; a `{` must stand in the line of its pattern.",
        },
      }),
  },
  {
    id: "sed-program",
    pattern:
      /^(?:\S*\/)?sed: (?:-e expression #\d+, char \d+: |file \S+ line (\d+): |\d+: [^\n]*?: )([^\n]+)/m,
    tell: ([whole, line, message = ""]) => ({
      sentence: `\`sed\` cannot read its program${
        line ? `; in line ${line} it finds` : ", and says"
      }: ${quote(message)}.`,
      evidence: [`it says ${quote(whole)}`],
      remedy: {
        text:
          "Mend that command; each `s` has three separators, `s/old/new/`, and a `/` within them a backslash before it or another separator around.",
      },
    }),
  },
]);
