/** Runs a program to its end and says whether it did what it was asked to. */
export function runs(program: string, ...args: string[]): boolean {
  try {
    return new Deno.Command(program, {
      args,
      stdin: "null",
      stdout: "null",
      stderr: "null",
    }).outputSync().success;
  } catch {
    return false;
  }
}

/** The same, and throws with what it said where it did not. */
export function mustRun(program: string, ...args: string[]): void {
  const { success, stderr } = new Deno.Command(program, {
    args,
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).outputSync();
  if (success) return;
  const said = new TextDecoder().decode(stderr).trim();
  throw new Error(`${program} ${args.join(" ")}: ${said}`);
}

/** Why no file system can be mounted here, or `null`. A namespace of its own is tried, which nobody else sees. */
export function cannotMount(): string | null {
  const script = "mount -t tmpfs tmpfs /mnt";
  if (Deno.uid() !== 0) return "only root may mount";
  return runs("unshare", "-m", "sh", "-c", script) ? null : "it may not mount";
}

/** A small file system in memory. */
export interface Disk extends AsyncDisposable {
  /** Writes until nothing more fits. */
  fill(): void;
  /** Removes what `fill` wrote. */
  empty(): void;
}

/** Mounts a small file system over a folder, which is made where it is not there. */
export async function mountDisk(path: string, size: string): Promise<Disk> {
  await Deno.mkdir(path, { recursive: true });
  mustRun("mount", "-t", "tmpfs", "-o", `size=${size},mode=755`, "tmpfs", path);
  const filler = `${path}/filler`;
  return {
    fill() {
      using file = Deno.openSync(filler, { append: true, create: true });
      const page = new Uint8Array(4096);
      try {
        while (file.writeSync(page) > 0);
      } catch (error) {
        if ((error as { code?: unknown }).code !== "ENOSPC") throw error;
      }
    },
    empty: () => Deno.removeSync(filler),
    [Symbol.asyncDispose]() {
      // A failed test may have left somebody in it, whom only a lazy end does not wait for.
      if (!runs("umount", path)) mustRun("umount", "-l", path);
      return Promise.resolve();
    },
  };
}
