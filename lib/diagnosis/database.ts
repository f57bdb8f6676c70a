import type { Evidence } from "./cause.ts";
import type { Pattern } from "./pattern.ts";
import { byLooking, shellWord } from "./remedy.ts";
import { folderOf, quote } from "./text.ts";

/** What databases complain of, most of it SQLite, whatever the language. */
export const DATABASE_PATTERNS: readonly Pattern[] = [
  {
    id: "database-locked",
    pattern: /database (?:table |schema )?is locked|SQLITE_BUSY/i,
    tell: () => ({
      sentence: "The database is locked: another process is writing to it.",
      remedy: {
        text:
          "Let the script wait for its turn (`PRAGMA busy_timeout = 5000`), switch to `PRAGMA journal_mode = WAL`, and keep transactions short.",
      },
    }),
  },
  {
    id: "database-read-only",
    pattern: /attempt to write a readonly database|SQLITE_READONLY/i,
    tell: (_, evidence) => ({
      sentence: "The script may read the database, and not write to it.",
      evidence: [
        "SQLite writes to the file and makes others beside it; scripts run as the server's user",
      ],
      remedy: byLooking(
        evidence,
        "Let the server's user write to the file and to its folder; best in a folder of its own, outside of the scripts (`--data DIR`).",
        `ls -ld ${placesOf(evidence)}`,
      ),
    }),
  },
  {
    id: "database-not-opened",
    pattern: /unable to open database file|SQLITE_CANTOPEN/i,
    tell: (_, evidence) => ({
      sentence: `SQLite cannot open ${
        pathOf(evidence) ? quote(pathOf(evidence) ?? "") : "the database"
      }: its folder is not there, or may not be written to.`,
      evidence: [
        `relative paths start at \`${folderOf(evidence.script)}\``,
      ],
      remedy: byLooking(
        evidence,
        "Make the folder, mend the path, or let the server's user write to both.",
        `ls -ld ${placesOf(evidence)}`,
      ),
    }),
  },
  {
    id: "database-table-missing",
    pattern:
      /no such table: ([\w.]+)|relation "([\w.]+)" does not exist|Table '([\w.]+)' doesn't exist/i,
    tell: ([, one, two, three], evidence) => {
      const name = one ?? two ?? three ?? "";
      return {
        sentence: `The database has no table ${quote(name)}.`,
        evidence: one
          ? [
            `SQLite makes an empty database where none is; relative paths start at \`${
              folderOf(evidence.script)
            }\``,
          ]
          : [],
        remedy: {
          text:
            "Make the table (`CREATE TABLE IF NOT EXISTS …`), or see that the script opens the database that has it, by its absolute path.",
        },
      };
    },
  },
  {
    id: "database-damaged",
    pattern:
      /file is (?:encrypted or is )?not a database|database disk image is malformed/i,
    tell: (_, evidence) => ({
      sentence: `${
        pathOf(evidence)
          ? quote(pathOf(evidence) ?? "")
          : "What the script opens"
      } is no SQLite database, or is damaged.`,
      remedy: {
        text: "Mend the path, or put back a copy of the database.",
      },
    }),
  },
  {
    id: "database-refuses-login",
    pattern:
      /Access denied for user '[^'\n]*'|password authentication failed for user|Login failed for user|no password supplied/i,
    tell: () => ({
      sentence: "The database does not let the script in.",
      remedy: {
        text:
          "Mend the name and the password that the script gives; scripts see variables of your shell only by `--pass-env NAME`.",
      },
    }),
  },
];

/** The database's path as the script's text has it, where it has one. */
function pathOf({ file }: Evidence): string | null {
  const match =
    /(?:connect|DatabaseSync|Database(?:\.new)?|SQLite3|sqlite3?)[ (]+["'](?:file:|sqlite:)?([^"'?:\n]+)|dbi:SQLite:(?:dbname=)?([^"';\n]+)|["']sqlite:([^"'\n]+)/i
      .exec(file.source);
  return match?.[1] ?? match?.[2] ?? match?.[3] ?? null;
}

function placesOf(evidence: Evidence): string {
  const folder = folderOf(evidence.script);
  const path = pathOf(evidence);
  if (path === null) return shellWord(folder);
  const file = path.startsWith("/") ? path : `${folder}/${path}`;
  return [folderOf(file), file].map(shellWord).join(" ");
}
