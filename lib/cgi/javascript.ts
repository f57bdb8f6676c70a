import { folderOf } from "../gateway/script.ts";

/** The word by which the executable is told to run a script instead of serving; see `javascript_host.ts`. */
export const SCRIPT_COMMAND = "run-script";

/** The variable by which Deno is told where its cache is. The scripts that it runs do not see it. */
export const CACHE = "DENO_DIR";

/**
 * Where Deno keeps what it has loaded, as far as the server's own environment says. Without that, in the clean
 * environment of a script, it is found by the account of the user, which need not have one.
 */
export function denoCache(
  environment: (name: string) => string | undefined,
): string | null {
  const told = environment(CACHE);
  const home = environment("HOME");
  if (told || !home || Deno.build.os === "windows") return told ?? null;
  return Deno.build.os === "darwin"
    ? `${home}/Library/Caches/deno`
    : `${environment("XDG_CACHE_HOME") || `${home}/.cache`}/deno`;
}

/** What must be known of the executable to have it run scripts. */
export interface Host {
  /** Absolute path of the executable: Deno's, or this program compiled. */
  readonly executable: string;
  readonly compiled: boolean;
  /** The one folder where scripts may write, or `null`. */
  readonly dataDirectory: string | null;
}

/** The words that run the JavaScript or TypeScript file `file` as a CGI program, with no more permissions than it needs. */
export function javascriptCommand(file: string, host: Host): string[] {
  const data = host.dataDirectory;
  if (host.compiled) {
    return [host.executable, SCRIPT_COMMAND, data ?? "", file];
  }
  const folders = data === null ? folderOf(file) : `${folderOf(file)},${data}`;
  return [
    host.executable,
    "run",
    "--no-prompt",
    "--no-config",
    "--no-lock",
    "--quiet",
    "--allow-env",
    `--allow-read=${folders}`,
    ...(data === null ? [] : [`--allow-write=${data}`]),
    new URL("./javascript_host.ts", import.meta.url).href,
    data ?? "",
    file,
  ];
}
