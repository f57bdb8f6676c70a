import { basename, dirname, join } from "node:path";
import { environment } from "../platform/environment.ts";
import { requireGrant } from "../platform/permission.ts";

/** Folders of a run begin so, and are held by a lock that the system gives up for a server that was killed. */
const HELD = "gatehouse-run-";
/** One that is younger may be about to be held, in milliseconds. */
const YOUNG = 10_000;

/** Where the platform makes temporary files and folders. */
export function temporaryFolder(): string {
  const names = Deno.build.os === "windows" ? ["TMP", "TEMP"] : ["TMPDIR"];
  return names.map(environment).find((path) => path) ?? "/tmp";
}

/** Kept for the whole run, since closing a file gives up its lock. */
const locks: Deno.FsFile[] = [];

/**
 * Makes a folder for this run that nobody else can read, and removes what servers that were killed left beside it.
 * Throws where nothing may be written.
 */
export function makeTemporaryFolder(): string {
  requireGrant({ name: "write", path: temporaryFolder() });
  const folder = Deno.makeTempDirSync({ prefix: HELD });
  const lock = lockOf(folder);
  if (lock === null) {
    // Without a lock the next server would take it for one that was left.
    Deno.removeSync(folder);
    return Deno.makeTempDirSync({ prefix: "gatehouse-" });
  }
  locks.push(lock);
  removeAbandoned(folder);
  return folder;
}

/** The lock of a folder, or `null` where it is held or there can be none. */
function lockOf(folder: string): Deno.FsFile | null {
  let file: Deno.FsFile | null = null;
  try {
    file = Deno.openSync(folder);
    if (file.tryLockSync(true)) return file;
  } catch {
    // Not every system can open a folder, and it takes the permission to read.
  }
  file?.close();
  return null;
}

/** Security: only folders of one's own, and never by way of a link, since others may write beside them. */
function removeAbandoned(own: string): void {
  const { uid } = Deno.lstatSync(own);
  for (const { name, isDirectory } of Deno.readDirSync(dirname(own))) {
    if (!isDirectory || !name.startsWith(HELD) || name === basename(own)) {
      continue;
    }
    const folder = join(dirname(own), name);
    try {
      const info = Deno.lstatSync(folder);
      const age = Date.now() - (info.mtime?.getTime() ?? Date.now());
      if (!info.isDirectory || info.uid !== uid || age < YOUNG) continue;
      using lock = lockOf(folder);
      if (lock) Deno.removeSync(folder, { recursive: true });
    } catch {
      // Another server was faster.
    }
  }
}
