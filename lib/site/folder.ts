import { isGranted } from "../platform/permission.ts";

/** Whether there is a folder at a path; where Deno may not look without asking, it asks. */
export function isFolder(path: string): boolean {
  try {
    return Deno.statSync(path).isDirectory;
  } catch {
    return false;
  }
}

/** The same for a folder that nobody asked for, which is not worth a question of Deno's. */
export function isVisibleFolder(path: string): boolean {
  return isGranted({ name: "read", path }) && isFolder(path);
}
