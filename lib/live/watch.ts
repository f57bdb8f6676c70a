import { relative, sep as SEPARATOR } from "node:path";

/** Something that was saved. */
export interface Change {
  /** When it was noticed first, in milliseconds since the epoch. */
  readonly time: number;
  /** Whether it was nothing but style sheets. */
  readonly stylesOnly: boolean;
}

/** What is watched. */
export interface WatchOptions {
  /** Folders, with all in them, or single files; absolute. */
  readonly paths: readonly string[];
  /** Folders whose changes mean nothing, such as where scripts keep things; absolute. */
  readonly except: readonly string[];
  readonly changed: (change: Change) => void;
  /** Called where the system cannot watch. */
  readonly failed: (reason: string) => void;
}

/** So long must it be quiet before a change is told, and so long at most is it held back, in milliseconds. */
const QUIET = 60;
const LONGEST = 400;

/** Watches files until the function that is returned is called. */
export function watchFiles(options: WatchOptions): () => void {
  let watcher: Deno.FsWatcher | null = null;
  let stopped = false;
  const gather = gatherer(options.changed);

  async function watch(): Promise<void> {
    try {
      watcher = Deno.watchFs([...options.paths]);
      for await (const { kind, paths } of watcher) {
        if (kind === "access") continue;
        gather.add(paths.filter((path) => matters(path, options)));
        // A file that was replaced is no longer the one that is watched.
        if (kind === "remove" && paths.some(isOne)) break;
      }
    } catch (error) {
      if (stopped) return;
      return options.failed(
        error instanceof Error ? error.message : `${error}`,
      );
    }
    close(watcher);
    if (!stopped) again = setTimeout(watch, QUIET);
  }

  const isOne = (path: string) => options.paths.includes(path);
  let again: ReturnType<typeof setTimeout> | undefined;
  watch();
  return () => {
    stopped = true;
    clearTimeout(again);
    gather.stop();
    close(watcher);
  };
}

/** Some versions close a watcher by themselves when its loop is left. */
function close(watcher: Deno.FsWatcher | null): void {
  try {
    watcher?.close();
  } catch {
    // It has been closed already.
  }
}

function gatherer(
  changed: (change: Change) => void,
): { add(paths: readonly string[]): void; stop(): void } {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let time = 0;
  let stylesOnly = true;
  const tell = () => {
    const change = { time, stylesOnly };
    time = 0;
    stylesOnly = true;
    changed(change);
  };
  return {
    add(paths) {
      if (paths.length === 0) return;
      const now = Date.now();
      time ||= now;
      stylesOnly &&= paths.every((path) => /\.css$/i.test(path));
      clearTimeout(timer);
      const left = Math.max(0, time + LONGEST - now);
      timer = setTimeout(tell, Math.min(QUIET, left));
    },
    stop: () => clearTimeout(timer),
  };
}

/** Names that programs write by themselves: hidden files, backups, caches, logs, databases. */
const NOISE =
  /^\.|~$|^#.*#$|^4913$|^__pycache__$|^node_modules$|\.(?:pyc|pyo|swp|swx|tmp|temp|bak|orig|log|lock|pid|db|db3|sqlite|sqlite3)(?:-\w+)?$/i;

/** Whether a change of this path could show on a page. */
export function matters(
  path: string,
  { paths, except }: Pick<WatchOptions, "paths" | "except">,
): boolean {
  const isInside = (folder: string) =>
    path === folder || path.startsWith(folder + SEPARATOR);
  if (except.some(isInside)) return false;
  return paths.filter(isInside).some((folder) =>
    !relative(folder, path).split(SEPARATOR).some((name) => NOISE.test(name))
  );
}
