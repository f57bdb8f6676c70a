import type { Cause, Evidence } from "./cause.ts";
import { causesOf, type Pattern } from "./pattern.ts";
import { byLooking, shellWord } from "./remedy.ts";
import { folderOf, quote } from "./text.ts";

/** A path as messages quote it. */
const PATH = `['"‘“\`]([^'"’”\`\\n]+)['"’”]`;

const PATTERNS: readonly Pattern[] = [
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
    id: "disk-full",
    pattern:
      /No space left on device|\bENOSPC\b|Disk quota exceeded|database or disk is full/i,
    tell: (_, evidence) => ({
      sentence: "The disk is full.",
      remedy: byLooking(
        evidence,
        "Make room.",
        `df -h ${shellWord(folderOf(evidence.script))} /tmp`,
      ),
    }),
  },
  {
    id: "too-many-open-files",
    pattern: /Too many open files|\bEMFILE\b|\bENFILE\b/i,
    tell: () => ({
      sentence: "The script has more files open than it may.",
      remedy: {
        text:
          "Close files when they are done with; or raise the limit of the server (`ulimit -n`, `LimitNOFILE`).",
      },
    }),
  },
  {
    id: "too-many-processes",
    pattern:
      /(?:fork|clone|process|thread)[^\n]*(?:Resource temporarily unavailable|EAGAIN)|Cannot fork|BlockingIOError: \[Errno (?:11|35)\]|can't start new thread/i,
    tell: () => tooManyProcesses(),
  },
  {
    id: "out-of-memory",
    pattern:
      /^MemoryError|Out of memory|heap out of memory|Cannot allocate memory|Allowed memory size of \d+ bytes exhausted/im,
    output: true,
    tell: () => ({
      sentence: "The script ran out of memory.",
      remedy: {
        text:
          "Let it read and write in pieces rather than all at once, or allow it more memory.",
      },
    }),
  },
  {
    id: "library-missing",
    pattern: /error while loading shared libraries: ([^:\n]+): ([^\n]*)/,
    tell: ([, name = ""], evidence) => ({
      sentence:
        `The program needs the library \`${name}\`, which is not there.`,
      remedy: byLooking(
        evidence,
        "Install it, or build the program on this system.",
        `ldd ${shellWord(evidence.script)}`,
      ),
    }),
  },
  {
    id: "host-not-found",
    pattern:
      /Name or service not known|Temporary failure in name resolution|nodename nor servname|getaddrinfo (?:ENOTFOUND|EAI_AGAIN)|Could not resolve host/i,
    tell: () => ({
      sentence:
        "The script wants another machine by a name that cannot be resolved.",
      remedy: {
        text:
          "Mend the name, or see that this machine can reach its name server.",
      },
    }),
  },
  {
    id: "service-unreachable",
    pattern:
      /Connection refused|ECONNREFUSED|Can't connect to (?:local )?(?:MySQL|server)/i,
    tell: () => ({
      sentence: "The script cannot reach a service that it needs.",
      remedy: {
        text: "Start that service, or mend the address that the script uses.",
      },
    }),
  },
  {
    id: "file-permission",
    pattern: filePermission(),
    tell: ([, after, before, plain], evidence) => {
      const path = after ?? before ?? pathIn(plain);
      return {
        sentence: `The script may not use ${
          path ? quote(path) : "a file that it needs"
        }.`,
        evidence: ["scripts run as the server's user"],
        remedy: byLooking(
          evidence,
          "Let the server's user read it, or write to it and to its folder.",
          `ls -ld ${placesOf(path, evidence).map(shellWord).join(" ")}`,
        ),
      };
    },
  },
  { id: "file-missing", pattern: fileMissing(), tell: tellMissingFile },
];

/** Causes that lie in the system around the script, whatever its language. */
export const SYSTEM_CAUSES: readonly Cause[] = causesOf(PATTERNS);

/** What is said where no more processes can be started; the start itself may fail of it too. */
export function tooManyProcesses(): ReturnType<Pattern["tell"]> & object {
  return {
    sentence: "The system starts no more processes for this user.",
    remedy: {
      text:
        "Let fewer scripts run at once (`--max-scripts`), find what left processes behind, or raise the limit (`ulimit -u`, `TasksMax`).",
    },
  };
}

function filePermission(): RegExp {
  const refused = "(?:Permission denied|EACCES|Operation not permitted)";
  const database =
    "attempt to write a readonly database|unable to open database file";
  const quoted =
    `${refused}[^\\n]*?${PATH}|${PATH}: (?:\\[Errno \\d+\\] )?${refused}`;
  const plain = `(?:^|: )([^:\\n]+): ${refused}`;
  return new RegExp(`${quoted}|${plain}|${refused}|${database}`, "m");
}

/** A file and its folder, as they are seen from anywhere. */
function placesOf(path: string | undefined, { script }: Evidence): string[] {
  if (path === undefined) return [folderOf(script)];
  const file = path.startsWith("/") ? path : `${folderOf(script)}/${path}`;
  return [folderOf(file), file];
}

function fileMissing(): RegExp {
  const after = `(?:No such file or directory|ENOENT)[^\\n]*?${PATH}`;
  const before =
    `(?:^|: )([^:\\n]+): (?:No such file or directory|Directory nonexistent)`;
  return new RegExp(`${after}|${before}|No such file or directory`, "m");
}

/** A path as it stands at the end of what a program says of it; a message without one names nothing. */
function pathIn(words: string | undefined): string | undefined {
  const rest = words?.replace(
    /^.*?\b(?:cannot|can't|could not|couldn't|unable to|failed to) \w+ ?(?:to |file |from )?|^(?:mkdir|rmdir|open|unlink|rename|opendir) /i,
    "",
  ).replace(/^(?:file|open)\b ?/i, "");
  const path = rest?.replace(/^(['"‘])(.*)['"’]$/, "$2");
  return path === "" ? undefined : path;
}

function tellMissingFile(
  [, quoted, plain]: RegExpExecArray,
  evidence: Evidence,
): ReturnType<Pattern["tell"]> {
  // A `#!` line that `env` cannot follow has causes of its own.
  if (/^(?:\S*\/)?env: /m.test(evidence.run?.stderr ?? "")) return null;
  const path = quoted ?? pathIn(plain);
  const relative = path !== undefined && !/^\/|^[A-Za-z]:/.test(path);
  return {
    sentence: `The script wants ${
      path ? quote(path) : "a file"
    }, which is not there.`,
    evidence: relative
      ? [`relative paths start at \`${folderOf(evidence.script)}\``]
      : [],
    remedy: {
      text: relative
        ? "Put the file there, or write its path as seen from the script's own folder. A program by that name must be on the PATH that scripts get."
        : "Put the file there, or mend its path.",
    },
  };
}
