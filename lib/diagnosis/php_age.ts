import type { Pattern } from "./pattern.ts";
import { quote } from "./text.ts";

/** What older versions of PHP took, by what PHP says of it now; and what to write. */
const OLD: readonly (readonly [RegExp, string])[] = [
  [/offset access syntax with curly braces/, "`$text[0]` for `$text{0}`"],
  [/Unparenthesized `/, "parentheses around nested `?:`"],
  [/[Cc]all-time pass-by-reference/, "the `&` where the function is defined"],
  [/The \(real\) cast has been removed/, "`(float)` for `(real)`"],
  [/The \(unset\) cast/, "`null` or `unset()` for `(unset)`"],
  [/__autoload\(\) is no longer supported/, "`spl_autoload_register`"],
  [
    /Assigning the return value of new by reference|syntax error, unexpected (?:token )?"?new/,
    "`=` for `=&` before `new`",
  ],
  [
    /[Nn]on-static method [^\n]* cannot be called statically/,
    "`static` before the method, or an object to call it on",
  ],
  [/syntax error, unexpected (?:token )?"var"/, "`public` for `var`"],
];

/** Scripts that were written for another PHP, or take less care than this one asks for. */
export const PHP_AGE: readonly Pattern[] = [
  {
    id: "out-of-memory",
    pattern: /Allowed memory size of (\d+) bytes exhausted/,
    output: true,
    tell: ([, bytes = ""]) => ({
      sentence: `The script ran out of the ${
        Math.round(Number(bytes) / 1_048_576)
      } MiB that PHP allows it.`,
      remedy: {
        text:
          "See whether a function calls itself without end; let it work in pieces (`fgets`, a generator); or raise `memory_limit` in `php.ini`.",
      },
    }),
  },
  {
    id: "php-too-new",
    pattern: new RegExp(
      `(?:Fatal|Parse) error: [^\\n]*(?:${
        OLD.map(([pattern]) => pattern.source).join("|")
      })[^\\n]*`,
    ),
    output: true,
    tell: ([said = ""]) => ({
      sentence: "The script is written for an older PHP than runs it.",
      remedy: {
        text: `Write ${OLD.find(([pattern]) => pattern.test(said))?.[1]}.`,
      },
    }),
  },
  {
    id: "php-constant-unknown",
    pattern: /Undefined constant "([\w\\]+)"[^\n]*?(?::| on line )(\d+)/,
    output: true,
    tell: ([, name = "", line = ""]) => ({
      sentence: `In line ${line} stands ${
        quote(name)
      } without quotation marks or \`$\`, and no constant is called so.`,
      remedy: {
        text:
          `Write \`'${name}'\` for a text or a key, \`$${name}\` for a variable.`,
      },
    }),
  },
  {
    id: "php-class-unknown",
    pattern: /Class "([\w\\]+)" not found/,
    output: true,
    tell: ([, name = ""]) => ({
      sentence:
        `The script uses the class \`${name}\`, which neither PHP nor the script has.`,
      remedy: {
        text:
          "`require` the file that defines it, or the `vendor/autoload.php` of Composer; and mend its name, with its namespace (`use`).",
      },
    }),
  },
];
