import type { Cause, Evidence } from "./cause.ts";
import { causesOf, type Pattern } from "./pattern.ts";
import { byLooking, shellWord } from "./remedy.ts";
import { folderOf, quote } from "./text.ts";
import { DATABASE_PATTERNS } from "./database.ts";
import { SERVICE_PATTERNS } from "./service.ts";

/** A path as messages quote it. */
const PATH = `['"‘“\`]([^'"’”\`\\n]+)['"’”]`;

/** And as Ruby does. */
const RUBY = " @ \\w+ - ([^\\n]+?) \\(";

const PATTERNS: readonly Pattern[] = [
  ...DATABASE_PATTERNS,
  ...SERVICE_PATTERNS,
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
    id: "library-too-old",
    pattern:
      /version [`']([^'`\n]+)' not found \(required by ([^)\n]+)\)|symbol lookup error: ([^:\n]+): undefined symbol: (\S+)/,
    tell: ([, version, , , symbol], evidence) => ({
      sentence: version
        ? `The program was built for \`${version}\`, which is newer than what this system has.`
        : `The program wants \`${symbol}\` of a library, and the one that is here does not have it.`,
      remedy: byLooking(
        evidence,
        "Build the program on this system, or on an older one, or statically.",
        `ldd ${shellWord(evidence.script)}`,
      ),
    }),
  },
  {
    id: "endless-recursion",
    pattern:
      /RecursionError|Maximum call stack size exceeded|stack level too deep|Maximum function nesting level|maximum recursion depth exceeded/,
    tell: () => ({
      sentence: "A function calls itself without end.",
      remedy: {
        text:
          "See which function the trace names again and again, and let it stop at some point; data that contain themselves lead there, too.",
      },
    }),
  },
  {
    id: "locale-missing",
    pattern:
      /locale\.Error: unsupported locale setting|cannot change locale \(([^)\n]+)\)|unsupported locale/,
    tell: (_, evidence) => ({
      sentence: "The script asks for a locale that this system does not have.",
      remedy: byLooking(
        evidence,
        "Name one that is there, such as `C.UTF-8`, or have it made (on Debian `locale-gen`).",
        "locale -a",
      ),
    }),
  },
  {
    id: "folder-for-file",
    pattern: new RegExp(
      `(?:Is a directory|EISDIR)[^\\n]*?${PATH}|: ([^:\\n]+): Is a directory`,
      "m",
    ),
    tell: ([, after, before]) => ({
      sentence: `The script wants a file, and ${
        quote(pathIn(after ?? before) ?? "")
      } is a folder.`,
      remedy: { text: "Name a file within it." },
    }),
  },
  {
    id: "file-permission",
    pattern: filePermission(),
    tell: ([, ruby, after, before, plain], evidence) => {
      const path = ruby ?? after ?? before ?? pathIn(plain);
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
  const refused =
    "(?:Permission denied|EACCES|Operation not permitted|Read-only file system|EROFS)";
  const quoted =
    `${refused}[^\\n]*?${PATH}|${PATH}: (?:\\[Errno \\d+\\] )?${refused}`;
  const plain = `(?:^|: )([^:\\n]+): ${refused}`;
  return new RegExp(`${refused}${RUBY}|${quoted}|${plain}|${refused}`, "m");
}

/** A file and its folder, as they are seen from anywhere. */
function placesOf(path: string | undefined, { script }: Evidence): string[] {
  if (path === undefined) return [folderOf(script)];
  const file = path.startsWith("/") ? path : `${folderOf(script)}/${path}`;
  return [folderOf(file), file];
}

function fileMissing(): RegExp {
  const missing = "(?:No such file or directory|ENOENT|Directory nonexistent)";
  const quoted =
    `${missing}[^\\n]*?${PATH}|${PATH}[^'"\\n]{0,20}['"]?${missing}`;
  const before = `(?:^|: )([^:\\n]+): ${missing}`;
  // What a message quotes is believed before what merely stands in front of it.
  return new RegExp(
    `^(?=[^\\n]*${missing})(?:[^\\n]*?${missing}${RUBY}|[^\\n]*?(?:${quoted})|[^\\n]*?${before}|)`,
    "m",
  );
}

/** A path as it stands at the end of what a program says of it; a message without one names nothing. */
function pathIn(words: string | undefined): string | undefined {
  const rest = words?.replace(
    /^.*?\b(?:cannot|can't|could not|couldn't|unable to|failed to) \w+ ?(?:to |file |from )?|^(?:mkdir|rmdir|open|unlink|rename|opendir) /i,
    "",
  ).replace(/^(?:file|open)\b ?/i, "");
  const path = rest?.replace(/^(['"‘])(.*)['"’]$/, "$2");
  // Several words are what somebody said of the file, not its name.
  const isSaid = path === undefined || /^$|^[^/.]* [^/.]*$/.test(path);
  return isSaid ? undefined : path;
}

function tellMissingFile(
  [, ruby, after, before, plain]: RegExpExecArray,
  evidence: Evidence,
): ReturnType<Pattern["tell"]> {
  // A `#!` line that `env` cannot follow has causes of its own.
  if (/^(?:\S*\/)?env: /m.test(evidence.run?.stderr ?? "")) return null;
  const path = ruby ?? after ?? before ?? pathIn(plain);
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
        ? "Put the file there, or write its path as seen from the script's own folder; what the script is to write wants its folder. A program by that name must be on the PATH that scripts get."
        : "Put the file there, or mend its path; what the script is to write wants its folder.",
    },
  };
}
