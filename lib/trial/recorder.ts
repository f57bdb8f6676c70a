import { join } from "node:path";
import type { ScriptRunner } from "../cgi/mod.ts";
import type { Script } from "../gateway/script.ts";
import { explain, type Explained } from "../explain/mod.ts";
import type { Endings } from "../explain/endings.ts";
import { maskingOfRun } from "../explain/mask_run.ts";
import { changed } from "../http/changed.ts";
import { HttpError } from "../http/error.ts";
import type { Exchange } from "../http/exchange.ts";
import { failureRecord, type KeptContent } from "./record.ts";

/** How many records are kept; the oldest go first. */
const MOST = 100;
/** Of content, so many bytes. */
const MOST_CONTENT = 65_536;
/** One script with one cause is recorded this often at most, in milliseconds. */
const PAUSE = 1_000;

/**
 * A runner that also keeps every request that fails, masked, as a file of `folder`; `endings` tells of those that fail
 * after they have begun to answer.
 */
export function recordingRunner(
  runner: ScriptRunner,
  folder: string,
  endings: Pick<Endings, "expect">,
): ScriptRunner {
  const keep = recordKeeper(folder);
  return {
    get running() {
      return runner.running;
    },
    get waiting() {
      return runner.waiting;
    },
    end: () => runner.end(),
    async run(exchange, script, group) {
      const copied = copying(exchange);
      const ending = endings.expect(exchange);
      try {
        const outcome = await runner.run(copied.exchange, script, group);
        const status = outcome && "status" in outcome ? outcome.status : 302;
        ending.failure.then((failure) =>
          keep(exchange, script, copied.content(), status, failure)
        );
        return outcome;
      } catch (error) {
        ending.forget();
        if (error instanceof HttpError) {
          const explained = explain(error, exchange.id);
          const content = copied.content();
          keep(exchange, script, content, error.status, explained);
        }
        throw error;
      }
    },
  };
}

/** The same exchange, of whose content the beginning is kept while a script reads it. */
function copying(
  exchange: Exchange,
): { exchange: Exchange; content: () => KeptContent | null } {
  const { content: original } = exchange;
  if (original === null) return { exchange, content: () => null };
  const kept: Uint8Array[] = [];
  let length = 0;
  const reader = original.getReader();
  const content = new ReadableStream<Uint8Array<ArrayBuffer>>({
    async pull(controller) {
      const { done, value } = await reader.read();
      if (done) return controller.close();
      if (length < MOST_CONTENT) {
        kept.push(value.slice(0, MOST_CONTENT - length));
      }
      length += value.length;
      controller.enqueue(value);
    },
    cancel: (reason) => reader.cancel(reason),
  }, { highWaterMark: 0 });
  return {
    exchange: changed(exchange, { content }),
    content: () => ({ bytes: concatenate(kept), length }),
  };
}

function concatenate(chunks: readonly Uint8Array[]): Uint8Array {
  const size = chunks.reduce((size, { length }) => size + length, 0);
  const whole = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}

type Keep = (
  exchange: Exchange,
  script: Script,
  content: KeptContent | null,
  status: number,
  explained: Explained | null,
) => void;

/** Writes records, bounded in number and rate: a script that always fails fills no disk. */
function recordKeeper(folder: string): Keep {
  const last = new Map<string, number>();
  return (exchange, script, content, status, explained) => {
    if (explained === null) return;
    const { diagnosis, run } = explained;
    const key = `${diagnosis.cause} ${script.file}`;
    const now = Date.now();
    if (now - (last.get(key) ?? 0) < PAUSE) return;
    if (last.size > MOST) last.clear();
    last.set(key, now);
    const record = failureRecord(exchange, script, content, {
      status,
      diagnosis,
      mask: maskingOfRun(run),
    });
    try {
      write(folder, record.time, exchange.id, record);
    } catch (cause) {
      exchange.note("warning", "the request could not be recorded", {
        cause: String(cause),
      });
    }
  };
}

const NAME = /^\d{4}-\d{2}-\d{2}T.*\.json$/;

/** Security: records hold what visitors sent, so nobody else may read them. */
function write(
  folder: string,
  time: string,
  id: string,
  record: unknown,
): void {
  Deno.mkdirSync(folder, { recursive: true, mode: 0o700 });
  const names = [...Deno.readDirSync(folder)].map(({ name }) => name)
    .filter((name) => NAME.test(name)).sort();
  for (const name of names.slice(0, Math.max(0, names.length - MOST + 1))) {
    Deno.removeSync(join(folder, name));
  }
  const name = `${time.replaceAll(":", "-")}-${id}.json`;
  Deno.writeTextFileSync(
    join(folder, name),
    `${JSON.stringify(record, null, 2)}\n`,
    { mode: 0o600 },
  );
}
