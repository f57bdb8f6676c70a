import type { Evidence } from "./cause.ts";
import type { Pattern, Telling } from "./pattern.ts";
import { byCommand, byLooking, shellWord } from "./remedy.ts";
import { folderOf } from "./text.ts";

/** Functions that PHP no longer has, by how their names begin: since when, and what to use. */
const REMOVED: readonly (readonly [RegExp, string, string])[] = [
  [/^mysql_/, "7.0", "`mysqli` or PDO"],
  [/^mssql_/, "7.0", "PDO"],
  [
    /^(?:eregi?|eregi?_replace|spliti?|sql_regcase)$/,
    "7.0",
    "the `preg_` functions",
  ],
  [/^(?:set_)?magic_quotes_runtime$/, "7.0", "nothing: it was always off"],
  [/^mcrypt_/, "7.2", "the `openssl_` or `sodium_` functions"],
  [/^each$/, "8.0", "`foreach`"],
  [/^create_function$/, "8.0", "an anonymous function"],
  [/^get_magic_quotes_(?:gpc|runtime)$/, "8.0", "nothing: it was always off"],
  [/^money_format$/, "8.0", "`NumberFormatter`"],
  [/^(?:session_(?:un)?register|session_is_registered)$/, "5.4", "`$_SESSION`"],
  [
    /^(?:import_request_variables|define_syslog_variables)$/,
    "5.4",
    "`$_GET` and `$_POST`",
  ],
  [/^utf8_(?:en|de)code$/, "9.0", "`mb_convert_encoding`"],
];

/** Extensions by how the names of their functions and classes begin. */
const EXTENSIONS: readonly (readonly [RegExp, string])[] = [
  [/^mb_/, "mbstring"],
  [/^mysqli/i, "mysqli"],
  [/^curl_|^CURL/, "curl"],
  [/^(?:image(?!_type_to|magick)|gd_info|getimagesizefromstring)/, "gd"],
  [/^Imagick/, "imagick"],
  [/^sqlite3/i, "sqlite3"],
  [/^pg_/, "pgsql"],
  [/^bc(?:add|sub|mul|div|mod|pow|powmod|sqrt|comp|scale)$/, "bcmath"],
  [/^gmp_/, "gmp"],
  [/^imap_/, "imap"],
  [/^ldap_/, "ldap"],
  [/^snmp/i, "snmp"],
  [/^odbc_/, "odbc"],
  [/^Soap/, "soap"],
  [
    /^(?:simplexml_|SimpleXML|DOM|dom_import|XML(?:Reader|Writer)|xml_parser|xmlwriter_|XSLTProcessor)/,
    "xml",
  ],
  [/^(?:ZipArchive|zip_)/, "zip"],
  [
    /^(?:Collator|NumberFormatter|IntlDateFormatter|MessageFormatter|Normalizer|Transliterator|Locale$|grapheme_|idn_to_)/,
    "intl",
  ],
  [/^Redis/, "redis"],
  [/^Memcached/, "memcached"],
  [/^sodium_/, "sodium"],
  [/^PDO/, "pdo"],
];

/** Causes that show by what a PHP script calls and PHP has not. */
export const PHP_FUNCTIONS: readonly Pattern[] = [
  {
    id: "php-function-removed",
    pattern: /Call to undefined function (?:\w+\\)*(\w+)\(\)/,
    output: true,
    tell: ([, name = ""]) => removed(name),
  },
  {
    id: "php-extension-missing",
    pattern:
      /Call to undefined function (?:\w+\\)*(\w+)\(\)|Class "\\?(\w+)" not found/,
    output: true,
    tell: ([, called, wanted], evidence) =>
      missingExtension(called ?? wanted ?? "", called !== undefined, evidence),
  },
  {
    id: "php-extension-missing",
    pattern: /PDOException: could not find driver/,
    output: true,
    tell: () => ({
      sentence: "PHP lacks the driver for the database that the script opens.",
      remedy: {
        text:
          "Install it: on Debian and Ubuntu `php-sqlite3`, `php-mysql` or `php-pgsql`.",
      },
    }),
  },
  {
    id: "php-function-unknown",
    pattern: /Call to undefined function ((?:\w+\\)*\w+)\(\)/,
    output: true,
    tell: ([, name = ""]) => ({
      sentence:
        `The script calls \`${name}()\`, which neither PHP nor the script has.`,
      remedy: {
        text:
          "Mend its name, or `require` the file that defines it before it is called.",
      },
    }),
  },
  {
    id: "php-include-missing",
    pattern:
      /Failed opening required '([^'\n]+)'|require(?:_once)?\(([^)\n]+)\): Failed to open stream: No such file/,
    output: true,
    tell: ([, opened, wanted], evidence) => {
      const file = opened ?? wanted ?? "";
      if (file.endsWith("vendor/autoload.php")) {
        return byComposer(file, evidence);
      }
      return {
        sentence: `The script requires \`${file}\`, which is not there.`,
        evidence: file.startsWith("/")
          ? []
          : ["it is looked for from the script's own folder"],
        remedy: {
          text:
            `Put it there, or name it from the script's place: \`require __DIR__ . '/…'\`.`,
        },
      };
    },
  },
  {
    id: "php-time-limit",
    pattern: /Maximum execution time of (\d+) seconds? exceeded/,
    output: true,
    tell: ([, seconds = ""]) => ({
      sentence: `PHP ended the script after ${seconds} seconds, its own limit.`,
      remedy: {
        text:
          "Let it do less at a time, or raise `max_execution_time` in `php.ini` (`set_time_limit` in the script).",
      },
    }),
  },
];

function byComposer(file: string, evidence: Evidence): Telling {
  const folder = file.startsWith("/")
    ? file.slice(0, -"/vendor/autoload.php".length)
    : folderOf(evidence.script);
  return {
    sentence:
      `The script requires \`${file}\`, which Composer makes, and it was not run here.`,
    remedy: byCommand(
      evidence,
      "Let Composer fetch what `composer.json` names.",
      `composer install -d ${shellWord(folder)}`,
    ),
  };
}

function removed(name: string): Telling | null {
  const row = REMOVED.find(([pattern]) => pattern.test(name));
  return row === undefined ? null : {
    sentence: `The script calls \`${name}()\`, which PHP ${row[1]} removed.`,
    remedy: { text: `Use ${row[2]}.` },
  };
}

function missingExtension(
  name: string,
  called: boolean,
  evidence: Evidence,
): Telling | null {
  const extension = EXTENSIONS.find(([pattern]) => pattern.test(name))?.[1];
  if (extension === undefined) return null;
  const pack = extension === "mysqli" ? "mysql" : extension;
  return {
    sentence: `The script uses \`${name}${
      called ? "()" : ""
    }\`, which is in PHP's extension \`${extension}\`, and that is not installed.`,
    remedy: byLooking(
      evidence,
      `Install it: its package is \`php-${pack}\` on Debian and Ubuntu.`,
      `php-cgi -m`,
    ),
  };
}
