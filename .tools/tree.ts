import { join } from "node:path";

/** What version control and desktops leave behind; never part of a site. */
const LITTER = new Set([".git", ".hg", ".svn", ".DS_Store", "Thumbs.db"]);

/**
 * Copies a file or folder with its times and settles with the new paths of all files. Links are followed inside the
 * folder; those that lead out of it, and what is neither file nor folder, are left out and told of on standard error.
 */
export async function copyTree(
  from: string,
  to: string,
  leaveOut: (path: string, name: string) => boolean = () => false,
): Promise<string[]> {
  const root = await Deno.realPath(from);
  const files: string[] = [];
  const above = new Set<string>();

  async function copy(from: string, to: string): Promise<void> {
    const real = await Deno.realPath(from);
    if (real !== root && !real.startsWith(root + "/") || above.has(real)) {
      return leave(from, "leads out of its folder, or in circles");
    }
    const info = await Deno.stat(real);
    if (info.isDirectory) {
      above.add(real);
      await copyFolder(from, to);
      above.delete(real);
    } else if (info.isFile) {
      await Deno.copyFile(real, to);
      const now = new Date();
      await Deno.utime(to, info.atime ?? now, info.mtime ?? now);
      files.push(to);
    } else leave(from, "is neither a file nor a folder");
  }

  async function copyFolder(from: string, to: string): Promise<void> {
    await Deno.mkdir(to, { recursive: true });
    const names = (await Array.fromAsync(Deno.readDir(from))).map(({ name }) =>
      name
    ).sort();
    for (const name of names) {
      const path = join(from, name);
      if (!LITTER.has(name) && !leaveOut(path, name)) {
        await copy(path, join(to, name)).catch((error) => {
          if (!(error instanceof Deno.errors.NotFound)) throw error;
          leave(path, "leads nowhere");
        });
      }
    }
  }

  await copy(from, to);
  return files;
}

function leave(path: string, why: string): void {
  console.error(`left out: ${path} ${why}`);
}
