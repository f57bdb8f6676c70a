/**
 * A serving thread that does on request what none should, and its supervisor: started with options as JSON, it speaks
 * like the real server. Paths of requests say what happens.
 */
import { composeHandler } from "../../lib/handler.ts";
import type { Handler, Reply } from "../../lib/http/exchange.ts";
import {
  serveThread,
  type ThreadPlan,
  type ThreadTools,
} from "../../lib/serve.ts";
import { type ServerPlan, supervise } from "../../lib/server.ts";
import { endTree } from "../../lib/cgi/mod.ts";

type Plan = ServerPlan & ThreadPlan;

const BORN = crypto.randomUUID().slice(0, 8);

function text(content: string): Reply {
  return {
    status: 200,
    fields: [["content-type", "text/plain"]],
    content: new TextEncoder().encode(content),
  };
}

/** Starts a process that outlives it, marked as scripts are. */
function leaveBehind(mark: Readonly<Record<string, string>>): number {
  return new Deno.Command("/bin/sh", {
    args: ["-c", "trap '' HUP TERM; setsid sleep 300 & setsid sleep 300; wait"],
    env: { ...mark, GATEHOUSE_REQUEST: crypto.randomUUID() },
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).spawn().pid;
}

const DEEDS: Readonly<Record<string, () => void>> = {
  throw() {
    setTimeout(() => {
      throw new Error("thrown on purpose");
    });
  },
  hang() {
    setTimeout(() => {
      console.error("hangs");
      for (;;);
    });
  },
  reject: () => void Promise.reject(new Error("rejected on purpose")),
};

/** Sends a line every tenth of a second, for so many seconds. */
function slowly(seconds: number): Reply {
  let count = 0;
  const content = new ReadableStream<Uint8Array<ArrayBuffer>>({
    async pull(controller) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      controller.enqueue(new TextEncoder().encode(`${BORN}\n`));
      if (++count >= seconds * 10) controller.close();
    },
  });
  return { status: 200, fields: [], content };
}

/** Takes a place for a script that never ends. */
async function keep({ places, mark }: ThreadTools): Promise<Reply> {
  const wish = { script: mark.GATEHOUSE_SERVER ?? "", group: null };
  const { signal } = new AbortController();
  const got = await places.take({ ...wish, client: null }, { signal });
  return text(typeof got === "function" ? BORN : got);
}

function deeds(tools: ThreadTools): Handler {
  const { mark } = tools;
  return ({ target }) => {
    const [deed = "", argument = ""] = target.segments;
    DEEDS[deed]?.();
    if (deed === "slowly") return slowly(Number(argument));
    if (deed === "keep") return keep(tools);
    if (deed === "leave") return text(String(leaveBehind(mark)));
    return text(BORN);
  };
}

if ("DedicatedWorkerGlobalScope" in globalThis) {
  serveThread<Plan>((_plan, tools) => ({
    handler: composeHandler({ "/": [tools.admit, deeds(tools)] }, {
      journal: tools.journal,
      address: tools.address,
    }),
    close: () => Promise.resolve(),
  }));
} else if (import.meta.main) {
  const plan: Plan = {
    host: "127.0.0.1",
    port: 0,
    tls: null,
    workers: 1,
    drain: 2_000,
    clientTimeout: 60_000,
    maxRequests: 0,
    logFormat: "none",
    ...JSON.parse(Deno.args.at(-1) ?? "{}"),
  };
  await supervise(plan, {
    entry: import.meta.url,
    endTree,
    permissions: () => "inherit",
    onListening: ({ port }) =>
      console.error(`at http://127.0.0.1:${port}/\nstop     with a signal`),
  });
  Deno.exit();
}
