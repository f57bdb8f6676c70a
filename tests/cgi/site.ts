import type { HttpError } from "../../lib/http/error.ts";
import type { Outcome, Reply } from "../../lib/http/exchange.ts";
import { HttpError as Refusal } from "../../lib/http/error.ts";
import {
  cgiScripts,
  type RunnerOptions,
  type ScriptRunner,
  scriptRunner,
} from "../../lib/cgi/mod.ts";
import { exchange, type Given } from "../support/exchange.ts";
import { until } from "../support/until.ts";

/** A folder of scripts for one test, gone when the test is over. */
export interface Site extends AsyncDisposable {
  /** Absolute path of the folder of scripts. */
  readonly folder: string;
  readonly runner: ScriptRunner;
  /** Writes an executable script of POSIX sh. */
  write(name: string, text: string): void;
  /** Asks for `/cgi-bin/` and this path. Throws `HttpError`. */
  ask(path: string, given?: Given): Promise<Outcome>;
  /** The process id that the script wrote with `echo $$ > name.pid`. */
  pid(name: string): Promise<number>;
}

/** Makes a folder of scripts and a runner for it. */
export function site(
  scripts: Readonly<Record<string, string>>,
  options: RunnerOptions = {},
): Site {
  const folder = Deno.makeTempDirSync({ prefix: "gatehouse-test-" });
  const runner = scriptRunner({ documentRoot: folder, ...options });
  const handler = cgiScripts(runner, { mount: "/cgi-bin/", path: folder });
  const write = (name: string, text: string) => {
    Deno.writeTextFileSync(`${folder}/${name}`, `#!/bin/sh\n${text}\n`);
    Deno.chmodSync(`${folder}/${name}`, 0o755);
  };
  for (const [name, text] of Object.entries(scripts)) write(name, text);
  return {
    folder,
    runner,
    write,
    // A handler may answer, reject or throw; a caller need only await.
    ask: async (path, given) =>
      await handler(exchange(`/cgi-bin/${path}`, given)),
    async pid(name) {
      const file = `${folder}/${name}.pid`;
      await until(() => readText(file).endsWith("\n"), `${name} to start`);
      return Number(readText(file));
    },
    async [Symbol.asyncDispose]() {
      await runner.end();
      await until(() => runner.running === 0, "all scripts to end");
      Deno.removeSync(folder, { recursive: true });
    },
  };
}

function readText(file: string): string {
  try {
    return Deno.readTextFileSync(file);
  } catch {
    return "";
  }
}

/** The reply, where it is one. Throws where the outcome is another. */
export function replyOf(outcome: Outcome): Reply {
  if (outcome && "status" in outcome) return outcome;
  throw new Error(`not a reply: ${JSON.stringify(outcome)}`);
}

/** The stream of a reply. Throws where it came in one piece. */
export function streamOf(
  outcome: Outcome,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  const { content } = replyOf(outcome);
  if (content instanceof ReadableStream) return content;
  throw new Error("the reply is no stream");
}

/** The content of a reply as text, Latin-1. */
export async function textOf(outcome: Outcome): Promise<string> {
  const { content } = replyOf(outcome);
  const bytes = await new Response(content).bytes();
  return Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
}

/** The refusal that a promise rejects with. Throws where it resolves. */
export async function refusalOf(promise: Promise<unknown>): Promise<HttpError> {
  try {
    const value = await promise;
    throw new Error(`not refused: ${JSON.stringify(value)}`);
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}

/** Waits until a process is gone. */
export async function gone(pid: number): Promise<void> {
  await until(() => !isAlive(pid), `process ${pid} to end`);
}

/** Whether a process runs; one that only waits to be buried does not. */
export function isAlive(pid: number): boolean {
  const { stdout } = new Deno.Command("ps", {
    args: ["-o", "stat=", "-p", String(pid)],
  }).outputSync();
  const state = new TextDecoder().decode(stdout).trim();
  return state !== "" && !state.startsWith("Z");
}
