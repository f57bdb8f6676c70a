import { SCRIPT_COMMAND } from "./javascript.ts";
import { toFileUrl } from "./file_url.ts";
import { answerRequest, findFetch } from "./javascript_fetch.ts";

/**
 * Runs the script that `args` name, `[data folder or "", file, ...words]`, as a CGI program: in a Worker, since that
 * is the only way to be left with permissions for two folders only. Resolves when the script is done.
 */
export async function runScript(args: readonly string[]): Promise<void> {
  const [data = "", file = ""] = args;
  const folder = new URL(".", toFileUrl(file));
  const worker = new Worker(import.meta.url, {
    type: "module",
    name: file,
    deno: {
      permissions: {
        env: true,
        read: data === "" ? [folder] : [folder, toFileUrl(data)],
        write: data === "" ? false : [toFileUrl(data)],
        net: false,
        run: false,
        sys: false,
        ffi: false,
        import: false,
      },
    },
  });
  const { promise, resolve } = Promise.withResolvers<number>();
  worker.addEventListener("message", ({ data }) => resolve(Number(data)));
  worker.addEventListener("error", (event) => {
    event.preventDefault();
    console.error(event.message);
    resolve(1);
  });
  const code = await promise;
  Deno.exit(code);
}

/** Runs a script in this process or Worker, which has been left with no more permissions than it needs. */
async function run(args: readonly string[]): Promise<void> {
  const [, file = "", ...words] = args;
  Object.defineProperty(Deno, "args", { value: words });
  const script: unknown = await import(toFileUrl(file).href);
  const fetch = findFetch(script);
  if (fetch) await answerRequest(fetch);
}

if (import.meta.main) {
  await run(Deno.args[0] === SCRIPT_COMMAND ? Deno.args.slice(1) : Deno.args);
}
