import { toFileUrl } from "./file_url.ts";
import { CACHE } from "./javascript.ts";
import { answerRequest, findFetch } from "./javascript_fetch.ts";

/**
 * Runs the script that `args` name, `[data folder or "", file, ...words]`, as a CGI program in this process, after
 * giving up the permissions that no script needs. The process must then be left to end by itself.
 */
export async function runScript(args: readonly string[]): Promise<void> {
  const [data = ""] = args;
  giveUp("run", "net", "sys", "ffi", "import");
  // A grant for all folders cannot be narrowed to one, only given up.
  if (data === "") giveUp("write");
  await run(args);
}

/** Security: what a script may not do, it cannot be talked into; children and sockets above all. */
function giveUp(...names: Deno.PermissionDescriptor["name"][]): void {
  for (const name of names) {
    Deno.permissions.revokeSync({ name } as Deno.PermissionDescriptor);
  }
}

async function run([, file = "", ...words]: readonly string[]): Promise<void> {
  Object.defineProperty(Deno, "args", { value: words });
  Deno.env.delete(CACHE);
  const script: unknown = await import(toFileUrl(file).href);
  const fetch = findFetch(script);
  if (fetch) await answerRequest(fetch);
}

// Started by `deno run` with the permissions that the script is to have; see `javascript.ts`.
if (import.meta.main) await run(Deno.args);
