import { runs } from "../support/program.ts";

/** Runs a program to its end. Throws with what it said where it did not do what it was asked to. */
export function mustRun(program: string, ...args: string[]): void {
  const { success, stderr } = new Deno.Command(program, {
    args,
    stdin: "null",
    stdout: "null",
    stderr: "piped",
    env: { LC_ALL: "C" },
  }).outputSync();
  if (success) return;
  const said = new TextDecoder().decode(stderr).trim();
  throw new Error(`${program} ${args.join(" ")}: ${said}`);
}

/** Which of these programs is not there, or `null`. */
export function lacks(...programs: string[]): string | null {
  const missing = programs.find((program) => !runs(program, "--version"));
  return missing === undefined ? null : `there is no ${missing}`;
}

/** Why no file system can be mounted here, or `null`. A namespace of its own is tried, which nobody else sees. */
export function cannotMount(): string | null {
  const script = "mount -t tmpfs tmpfs /mnt";
  if (Deno.uid() !== 0) return "only root may mount";
  return runs("unshare", "-m", "sh", "-c", script) ? null : "it may not mount";
}

/** What is mounted over a folder until this is disposed of. */
export interface Mount extends AsyncDisposable {
  /** Takes it away. Throws where somebody has something open in it. */
  end(): void;
  /** Takes it away from its place at once; who has something open there keeps it. */
  endLazily(): void;
}

/** Mounts something over a folder, with the words that the program `mount` takes before its name. */
export function mount(path: string, ...words: string[]): Mount {
  mustRun("mount", ...words, path);
  let there = true;
  const end = (...options: string[]) => {
    mustRun("umount", ...options, path);
    there = false;
  };
  return {
    end: () => end(),
    endLazily: () => end("-l"),
    [Symbol.asyncDispose]() {
      // Where a test has failed somebody may still be in it.
      if (there) end("-l");
      return Promise.resolve();
    },
  };
}

/** A small file system in memory. */
export interface Disk extends Mount {
  /** Writes until nothing more fits. */
  fill(): void;
  /** Removes what `fill` wrote. */
  empty(): void;
}

/** Mounts a small file system over a folder, which is made where it is not there. */
export function mountDisk(path: string, size: string): Disk {
  Deno.mkdirSync(path, { recursive: true });
  const options = `size=${size},mode=755`;
  const filler = `${path}/filler`;
  return {
    ...mount(path, "-t", "tmpfs", "-o", options, "tmpfs"),
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
  };
}
