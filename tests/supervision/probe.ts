/** A serving thread with the permissions of a real one, which tries at each request what it should not be able to do. */
import { fileURLToPath } from "node:url";
import { composeHandler } from "../../lib/handler.ts";
import { threadPermissions } from "../../lib/supervision/grants.ts";
import { serveThread } from "../../lib/serve.ts";
import { supervise } from "../../lib/server.ts";
import { makePlan, type Plan } from "../../lib/site/plan.ts";
import { parseCommandLine } from "../../lib/options/mod.ts";
import { findSite } from "../../lib/site/site.ts";

type Attempt = (argument: string) => unknown;

const ATTEMPTS: Readonly<Record<string, Attempt>> = {
  read: (path) => Deno.readFileSync(path).length,
  list: (path) => [...Deno.readDirSync(path)].length,
  write: (path) => Deno.writeTextFileSync(path, "x"),
  run: (program) => new Deno.Command(program).outputSync().code,
  env: (name) => Deno.env.get(name),
  listen: (port) =>
    Deno.listen({ hostname: "127.0.0.1", port: Number(port) }).close(),
  connect: async (port) =>
    (await Deno.connect({ hostname: "127.0.0.1", port: Number(port) })).close(),
  kill: (pid) => Deno.kill(Number(pid), "SIGCONT"),
  sys: () => Deno.hostname(),
  import: (url) => import(url),
  ffi: (path) => Deno.dlopen(path, {}),
  worker: () => new Worker("data:text/javascript,", { type: "module" }),
};

async function attempt(what: string, argument: string): Promise<string> {
  try {
    await ATTEMPTS[what]?.(argument);
    return "allowed";
  } catch (error) {
    const { name, message } = error as Error;
    const refused = name === "NotCapable" ||
      /Requires \w+ access/.test(message);
    return refused ? "refused" : `${name}: ${message}`;
  }
}

if ("DedicatedWorkerGlobalScope" in globalThis) {
  serveThread<Plan>((_plan, { journal, address }) => ({
    handler: composeHandler({
      "/": async ({ target }) => {
        const [what = "", argument = ""] = target.segments;
        const said = await attempt(what, argument);
        return {
          status: 200,
          fields: [["content-type", "text/plain"]],
          content: new TextEncoder().encode(said),
        };
      },
    }, { journal, address }),
    close: () => Promise.resolve(),
  }));
} else if (import.meta.main) {
  const line = parseCommandLine(Deno.args);
  const plan = makePlan(line.values, findSite(line), () => undefined, "0");
  await supervise(plan, {
    entry: import.meta.url,
    endTree: () => Promise.resolve(),
    permissions: (address) => {
      const entry = new URL("../../main.ts", import.meta.url).href;
      const grants = threadPermissions(plan, address, {
        entry,
        temporary: `${plan.files.root}/../tmp`,
      });
      // The probe itself is no part of the program.
      const own = fileURLToPath(new URL(".", import.meta.url));
      return {
        ...grants,
        read: Array.isArray(grants.read) ? [...grants.read, own] : grants.read,
      };
    },
    onListening: ({ port }) =>
      console.error(`at http://127.0.0.1:${port}/\nstop     with a signal`),
  });
  Deno.exit();
}
