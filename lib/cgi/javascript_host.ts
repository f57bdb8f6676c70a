import { toFileUrl } from "./file_url.ts";

/** Runs the script that `args` names, `[data folder or "", file, ...words]`, as a CGI program in this process. */
export async function runScript(args: readonly string[]): Promise<void> {
  const [, file = ""] = args;
  await import(toFileUrl(file));
}

if (import.meta.main) await runScript(Deno.args);
