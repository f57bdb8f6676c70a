import type { Cause, Evidence, Finding } from "./cause.ts";
import { byCommand, byEditing, byLooking, shellWord } from "./remedy.ts";
import {
  baseName,
  folderOf,
  guessContent,
  interpreterLine,
  quote,
} from "./text.ts";
import { MISPLACED_CAUSES } from "./misplaced.ts";
import { loaderOf, machineOf } from "./program.ts";

/** What may be wrong with the file itself, whatever is written in it; in the order in which it matters. */
export const FILE_CAUSES: readonly Cause[] = [
  { id: "script-missing", find: missing },
  { id: "link-broken", find: brokenLink },
  { id: "is-a-folder", find: folder },
  { id: "not-a-file", find: special },
  { id: "script-unreadable", find: unreadable },
  { id: "script-empty", find: empty },
  { id: "html-not-script", find: html },
  { id: "data-not-script", find: data },
  { id: "utf16-script", find: utf16 },
  { id: "wrong-architecture", find: architecture },
  { id: "program-loader-missing", find: loader },
  ...MISPLACED_CAUSES,
  { id: "not-executable", find: notExecutable },
  { id: "noexec-mount", find: noexec },
];

/** Permission bits as `ls` writes them: `rwxr-xr-x`. */
export function formatMode(mode: number): string {
  return [8, 7, 6, 5, 4, 3, 2, 1, 0]
    .map((bit, place) => mode & (1 << bit) ? "rwx"[place % 3] : "-").join("");
}

/** Whether the bytes are such that somebody can mean to run them. */
function runnable({ file }: Evidence): boolean {
  const { kind } = guessContent(file.head);
  return file.kind === "file" && kind !== "empty" && kind !== "html" &&
    kind !== "data" && kind !== "utf-16";
}

function missing({ script, file, run }: Evidence): Finding | null {
  if (file.kind !== "missing" || file.link !== null) return null;
  return {
    sentence: `There is no file \`${script}\`${run ? " any more" : ""}.`,
    evidence: [`\`${script}\` is not there.`],
    remedy: {
      text: "Put the script there, or mend the name in the address.",
    },
  };
}

function brokenLink(evidence: Evidence): Finding | null {
  const { script, file } = evidence;
  if (file.link === null) return null;
  return {
    sentence: `\`${baseName(script)}\` is a link that leads nowhere.`,
    evidence: [`it leads to ${quote(file.link)}`],
    remedy: byLooking(
      evidence,
      "Remove the link, or make it lead to a script.",
      `readlink -f ${shellWord(script)} || ls -l ${shellWord(script)}`,
    ),
  };
}

function folder({ script, file }: Evidence): Finding | null {
  if (file.kind !== "folder") return null;
  return {
    sentence: `\`${script}\` is a folder, which cannot be run.`,
    evidence: [`\`${script}\` is a folder.`],
    remedy: {
      text:
        "Name a script inside it in the address, or give the folder a script called `index.cgi`.",
    },
  };
}

function special({ script, file }: Evidence): Finding | null {
  if (file.kind !== "other") return null;
  return {
    sentence:
      `\`${script}\` is neither a file nor a folder: a device, a socket or a pipe.`,
    evidence: [`\`${script}\` is not a regular file.`],
    remedy: { text: "Put a regular file in its place." },
  };
}

function unreadable(evidence: Evidence): Finding | null {
  const { script, file } = evidence;
  if (file.kind !== "file" || file.readable !== false) return null;
  return {
    sentence: `The server may not read \`${
      baseName(script)
    }\`, nor can its interpreter.`,
    evidence: mode(evidence),
    remedy: byCommand(
      evidence,
      "Allow its owner and the server's user to read and run it.",
      `chmod 755 ${shellWord(script)}`,
    ),
  };
}

function mode({ file }: Evidence): string[] {
  if (file.mode === null) return [];
  const octal = (file.mode & 0o7777).toString(8).padStart(3, "0");
  return [`its mode is ${octal}, \`${formatMode(file.mode)}\``];
}

function empty({ script, file }: Evidence): Finding | null {
  if (file.kind !== "file" || file.readable === false) return null;
  if (file.head.length > 0) return null;
  return {
    sentence: `\`${baseName(script)}\` is empty.`,
    evidence: ["the file has 0 bytes"],
    remedy: {
      text: "Save the script again; the last upload or save went wrong.",
    },
  };
}

function html({ script, file }: Evidence): Finding | null {
  const guess = guessContent(file.head);
  if (guess.kind !== "html") return null;
  return {
    sentence: `\`${
      baseName(script)
    }\` is an HTML page, and whatever lies in a script folder is run.`,
    evidence: [`the file begins as ${guess.name}`],
    remedy: { text: "Move it to the folder of pages; it is served there." },
  };
}

function data(evidence: Evidence): Finding | null {
  const { script, file } = evidence;
  const guess = guessContent(file.head);
  const foreign = guess.kind === "pe" && evidence.system !== "windows";
  if (guess.kind !== "data" && !foreign) return null;
  return {
    sentence: `\`${baseName(script)}\` is ${guess.name}, not a script.`,
    evidence: [`the file begins with the bytes of ${guess.name}`],
    remedy: {
      text: foreign
        ? "Build the program for this system."
        : "Move it to the folder of pages; whatever lies in a script folder is run.",
    },
  };
}

function utf16(evidence: Evidence): Finding | null {
  const { script, file } = evidence;
  if (guessContent(file.head).kind !== "utf-16") return null;
  const word = shellWord(script);
  return {
    sentence: `\`${
      baseName(script)
    }\` is saved as UTF-16, which no interpreter reads.`,
    evidence: ["every other byte of it is NUL"],
    remedy: byCommand(
      evidence,
      "Save it as UTF-8 without a byte order mark.",
      `iconv -f UTF-16 -t UTF-8 ${word} > ${word}.utf8 && cat ${word}.utf8 > ${word} && rm ${word}.utf8`,
    ),
  };
}

function architecture(evidence: Evidence): Finding | null {
  const { script, file, system } = evidence;
  const { kind, name } = guessContent(file.head);
  const foreign = (kind === "elf" && system !== "linux") ||
    (kind === "mach-o" && system !== "darwin");
  const machine = kind === "elf" ? machineOf(file.head) : null;
  const wrong = machine !== null && !machine.runsOn(evidence.architecture);
  if (!foreign && !wrong) return null;
  const made = machine ? `${name} for ${machine.name}` : name;
  return {
    sentence: `\`${
      baseName(script)
    }\` is ${made}; this is ${system} on ${evidence.architecture}.`,
    evidence: [`its first bytes are those of ${made}`],
    remedy: { text: "Build it again for this system and processor." },
  };
}

function loader(evidence: Evidence): Finding | null {
  const { script, file, programs, run } = evidence;
  const path = loaderOf(file.head);
  if (path === null || evidence.system !== "linux") return null;
  const gone = programs[path] === null;
  if (!gone && run?.startError?.name !== "NotFound") return null;
  if (!gone && programs[path] !== undefined) return null;
  return {
    sentence: `\`${
      baseName(script)
    }\` wants the loader \`${path}\`, which is not there.`,
    evidence: [
      `the program names the loader \`${path}\``,
      ...(gone ? [`\`${path}\` is not there`] : []),
    ],
    remedy: {
      text:
        "Build it on this system, or statically: it was made for another C library.",
    },
  };
}

function notExecutable(evidence: Evidence): Finding | null {
  const { script, file, starter } = evidence;
  if (starter !== null || evidence.system === "windows") return null;
  if (!runnable(evidence)) return null;
  const forSome = file.executable === true && isRefused(evidence) &&
    ((file.mode ?? 0) & 0o111) !== 0o111;
  if (file.executable !== false && !forSome) return null;
  return {
    sentence: `\`${baseName(script)}\` may not be run: it is not executable${
      forSome ? " for the server's user" : ""
    }.`,
    evidence: mode(evidence),
    remedy: byCommand(
      evidence,
      "Make it executable.",
      `chmod ${forSome ? "a+rx" : "+x"} ${shellWord(script)}`,
    ),
  };
}

/** Whether the system refused to start the script itself. */
function isRefused(evidence: Evidence): boolean {
  return evidence.run?.startError?.name === "PermissionDenied" &&
    !interpreterRefused(evidence);
}

function noexec(evidence: Evidence): Finding | null {
  const { script, file, starter } = evidence;
  if (starter !== null || file.kind !== "file") return null;
  const refused = file.executable === true && isRefused(evidence);
  if (evidence.noexec !== true && !(refused && evidence.noexec === null)) {
    return null;
  }
  const sure = evidence.noexec === true;
  return {
    sentence: `${sure ? "Nothing" : "Probably nothing"} under \`${
      folderOf(script)
    }\` may be run: its file system is mounted \`noexec\`.`,
    evidence: sure
      ? [`the mount of \`${folderOf(script)}\` has the option \`noexec\``]
      : [...mode(evidence), "the system refused to run it all the same"],
    remedy: byLooking(
      evidence,
      "Move the scripts to another file system, or have it mounted without `noexec`.",
      `findmnt -T ${shellWord(script)}`,
    ),
  };
}

function interpreterRefused({ file, programs }: Evidence): boolean {
  const line = interpreterLine(file.head);
  return line !== null && programs[line.path]?.executable === false;
}

/** The remedy that takes the carriage returns out of a script. */
export function withoutCarriageReturns(evidence: Evidence): Finding["remedy"] {
  return byEditing(
    evidence,
    "Save it with Unix line ends (LF).",
    evidence.system === "darwin" ? "s/\r$//" : "s/\\r$//",
  );
}
