import type { Cause } from "./cause.ts";
import { causesOf } from "./pattern.ts";
import { PHP_AGE } from "./php_age.ts";
import { PHP_FUNCTIONS } from "./php_function.ts";
import { byLooking, shellWord } from "./remedy.ts";

/** Causes that show in what PHP writes, on stderr or as a page. */
export const PHP_CAUSES: readonly Cause[] = causesOf([
  {
    id: "php-no-redirect-status",
    pattern: /The PHP CGI cannot be accessed directly/,
    output: true,
    tell: () => ({
      sentence:
        "`php-cgi` refuses to work, because it was not told that a server calls it.",
      remedy: {
        text:
          "Start the server with `--env REDIRECT_STATUS=200`, or set `cgi.force_redirect = 0` in `php.ini`.",
      },
    }),
  },
  {
    id: "php-no-input-file",
    pattern: /No input file specified\./,
    output: true,
    tell: (_, { run }) => {
      const file = run?.metaVariables["SCRIPT_FILENAME"];
      return {
        sentence: "`php-cgi` was not told which file to run, or cannot see it.",
        evidence: [
          file === undefined
            ? "SCRIPT_FILENAME is not set"
            : `SCRIPT_FILENAME is \`${file}\``,
        ],
        remedy: {
          text:
            "Give `php-cgi` the script: `--interpreter .php=php-cgi`; and see that its user may read the file.",
        },
      };
    },
  },
  {
    id: "php-syntax",
    pattern:
      /(?:PHP )?Parse error: +([^\n]*) in (?:(?! in )[^\n])+? on line (\d+)/,
    output: true,
    tell: ([, message = "", line = ""], evidence) => ({
      sentence: `PHP cannot read the script in line ${line}: ${message}.`,
      remedy: byLooking(
        evidence,
        "Mend that line, or the one before it.",
        `php -l ${shellWord(evidence.script)}`,
      ),
    }),
  },
  ...PHP_FUNCTIONS,
  ...PHP_AGE,
]);

/** The last resort for PHP: a fatal error that no other cause explains. */
export const PHP_FATAL: readonly Cause[] = causesOf([
  {
    id: "php-fatal",
    pattern:
      /(?:PHP )?Fatal error: +([^\n]*?) in (?:(?! in )[^\n])+?(?: on line |:)(\d+)/,
    output: true,
    tell: ([, message = "", line = ""]) => ({
      sentence: `PHP stopped in line ${line}: ${message}.`,
      remedy: { text: "Mend what that line does." },
    }),
  },
]);
