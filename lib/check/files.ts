import { join } from "node:path";
import { formatMode } from "../diagnosis/file.ts";
import { shellWord } from "../diagnosis/remedy.ts";
import { formatPath } from "../http/target.ts";
import type { Entry } from "./entry.ts";
import type { Finding, Severity } from "./finding.ts";

/** How the files of ROOT are served, as far as it matters here. */
export interface FileSettings {
  readonly root: string;
  /** Extensions that are run as scripts anywhere in ROOT, with their dots. */
  readonly extensions: readonly string[];
  /** Whether hidden files are served. */
  readonly hidden: boolean;
  /** Whether links out of ROOT are followed. */
  readonly followLinks: boolean;
}

type Judged =
  & Omit<Finding, "cause" | "path" | "url" | "evidence">
  & { readonly evidence?: readonly string[] };

interface Rule {
  readonly cause: string;
  readonly judge: (
    entry: Entry,
    settings: FileSettings,
    file: string,
  ) => Judged | null;
}

/** What does not belong among the files of ROOT; of each entry only the first that fits is told, modes excepted. */
const RULES: readonly Rule[] = [
  { cause: "link-broken", judge: broken },
  { cause: "link-outside", judge: outside },
  { cause: "unreadable", judge: unreadable },
  { cause: "not-a-file", judge: special },
  { cause: "version-control-in-root", judge: versionControl },
  { cause: "hidden-file", judge: hiddenFile },
  { cause: "key-in-root", judge: key },
  { cause: "backup-in-root", judge: backup },
  { cause: "database-in-root", judge: database },
  { cause: "script-outside", judge: script },
];

/** Judges one entry of ROOT. Pure. */
export function judgeEntry(entry: Entry, settings: FileSettings): Finding[] {
  const file = join(settings.root, entry.path);
  const url = formatPath(entry.path.split("/"), entry.kind === "folder");
  const findings: Finding[] = [];
  const first = firstOf(RULES, entry, settings, file);
  if (first) findings.push({ ...first, path: file, url });
  const writable = judgeMode(entry, file);
  if (writable) findings.push({ ...writable, path: file, url });
  return findings;
}

function firstOf(
  rules: readonly Rule[],
  entry: Entry,
  settings: FileSettings,
  file: string,
): Omit<Finding, "path" | "url"> | null {
  for (const { cause, judge } of rules) {
    const judged = judge(entry, settings, file);
    if (judged) return { cause, evidence: [], ...judged };
  }
  return null;
}

/** Whether a file or folder can be changed by anybody on the machine. */
export function judgeMode(
  { mode, kind }: Pick<Entry, "mode" | "kind">,
  file: string,
): Omit<Finding, "path" | "url"> | null {
  const sticky = mode !== null && (mode & 0o1000) !== 0;
  if (mode === null || (mode & 0o002) === 0 || sticky) return null;
  if (kind === "broken") return null;
  return {
    severity: "warning",
    cause: "writable-by-others",
    sentence: "Anybody on this machine may change it.",
    evidence: [`its mode is \`${formatMode(mode)}\``],
    remedy: {
      text: "Take that right away.",
      command: `chmod o-w ${shellWord(file)}`,
    },
  };
}

/** What is said of a folder of scripts that the server may not search. */
export function judgeClosed(
  mode: number | null,
  folder: string,
): Omit<Finding, "path" | "url"> {
  return {
    severity: "error",
    cause: "folder-closed",
    sentence: "The server may not reach what is in this folder of scripts.",
    evidence: mode === null ? [] : [`its mode is \`${formatMode(mode)}\``],
    remedy: {
      text: "Let the server's user read and search it.",
      command: `chmod a+rx ${shellWord(folder)}`,
    },
  };
}

function nameOf({ path }: Entry): string {
  return path.replace(/^.*\//, "");
}

function broken({ kind }: Entry): Judged | null {
  return kind !== "broken" ? null : {
    severity: "warning",
    sentence: "The link leads nowhere.",
    remedy: { text: "Remove it, or mend what it points to." },
  };
}

function outside(
  { outside }: Entry,
  { followLinks }: FileSettings,
): Judged | null {
  if (outside === null) return null;
  return {
    severity: "warning",
    sentence: followLinks
      ? "The link leads out of ROOT, and what it leads to is served."
      : "The link leads out of ROOT, so it is not served.",
    evidence: [`it leads to \`${outside}\``],
    remedy: {
      text: followLinks
        ? "See that all behind it may be read by everybody."
        : "Put the files inside ROOT, or start the server with `--follow-links`.",
    },
  };
}

function unreadable(
  { readable, kind, mode }: Entry,
  _: FileSettings,
  file: string,
): Judged | null {
  if (readable) return null;
  return {
    severity: "error",
    sentence: `The server may not read this ${kind}.`,
    evidence: mode === null ? [] : [`its mode is \`${formatMode(mode)}\``],
    remedy: {
      text: "Let the server's user read it, or move it out of ROOT.",
      command: `chmod ${kind === "folder" ? "a+rx" : "a+r"} ${shellWord(file)}`,
    },
  };
}

function special({ kind }: Entry): Judged | null {
  return kind !== "other" ? null : {
    severity: "note",
    sentence: "It is a device, a socket or a pipe, and is not served.",
    remedy: { text: "Move it out of ROOT." },
  };
}

function exposed(settings: FileSettings): Severity {
  return settings.hidden ? "error" : "note";
}

function versionControl(entry: Entry, settings: FileSettings): Judged | null {
  if (!/^\.(?:git|hg|svn|bzr)$/.test(nameOf(entry))) return null;
  return {
    severity: exposed(settings),
    sentence: settings.hidden
      ? "The whole history of the site can be downloaded."
      : "The history of the site lies in ROOT; hidden files are not served, so it cannot be downloaded.",
    remedy: {
      text: settings.hidden
        ? "Serve a sub-folder as ROOT, or start the server without `--hidden`."
        : "Better serve a sub-folder as ROOT.",
    },
  };
}

function hiddenFile(entry: Entry, settings: FileSettings): Judged | null {
  const name = nameOf(entry);
  if (!name.startsWith(".") || entry.path === ".well-known") return null;
  const secret = /^\.(?:env|htpasswd|npmrc|netrc|aws|ssh|pgpass)/.test(name);
  return {
    severity: settings.hidden && secret ? "error" : "note",
    sentence: settings.hidden
      ? "A hidden file is served."
      : "A hidden file lies in ROOT; it is not served.",
    remedy: {
      text: secret
        ? "It usually holds secrets: move it out of ROOT."
        : "Move it out of ROOT if nobody needs it there.",
    },
  };
}

const KEY_NAME =
  /^id_(?:rsa|dsa|ecdsa|ed25519)$|\.(?:key|p12|pfx|jks|keystore|kdbx|ppk)$/i;

function key(entry: Entry): Judged | null {
  if (entry.kind !== "file") return null;
  const text = new TextDecoder().decode(entry.head);
  const holds = /-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(text);
  const named = KEY_NAME.test(nameOf(entry)) && !/PUBLIC KEY/.test(text);
  if (!holds && !named) return null;
  return {
    severity: "error",
    sentence: "A private key can be downloaded.",
    evidence: [holds ? "it holds a private key" : "its name is that of a key"],
    remedy: {
      text:
        "Move it out of ROOT, and make a new key if strangers could get it.",
    },
  };
}

function backup(entry: Entry): Judged | null {
  const left = /~$|^#.*#$|\.(?:bak|orig|old|sw[op]|save|tmp|rej)$/i;
  if (entry.kind !== "file" || !left.test(nameOf(entry))) return null;
  return {
    severity: "warning",
    sentence: "An editor's backup can be downloaded, source and all.",
    remedy: { text: "Remove it." },
  };
}

function database(entry: Entry): Judged | null {
  const data = /\.(?:sqlite3?|db|mdb|sql(?:\.gz)?|dump)$/i;
  if (entry.kind !== "file" || !data.test(nameOf(entry))) return null;
  return {
    severity: "warning",
    sentence: "A database can be downloaded.",
    remedy: {
      text:
        "Move it out of ROOT; scripts find a folder for such things in `GATEHOUSE_DATA`.",
    },
  };
}

function script(entry: Entry, { extensions }: FileSettings): Judged | null {
  if (entry.kind !== "file") return null;
  const name = nameOf(entry);
  const extension = /\.[^.]+$/.exec(name)?.[0].toLowerCase() ?? "";
  if (extensions.includes(extension)) return null;
  const line = new TextDecoder().decode(entry.head.subarray(0, 128));
  const starts = /^(?:\ufeff)?#!|^<\?php/.test(line);
  const named = /^\.(?:cgi|fcgi|php|phtml)$/.test(extension);
  if (!starts && !named) return null;
  return {
    severity: "warning",
    sentence:
      "It looks like a script, but will be sent as text, source and all.",
    evidence: [
      starts
        ? `it begins with \`${line.startsWith("<") ? "<?php" : "#!"}\``
        : `its extension is \`${extension}\``,
    ],
    remedy: {
      text: extension === ""
        ? "Move it to the script folder."
        : `Move it to the script folder, or start the server with \`--cgi-ext ${
          [...extensions, extension].join(",")
        }\`.`,
    },
  };
}
