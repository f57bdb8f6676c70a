import type { Exchange, Level, Reply } from "../http/exchange.ts";
import type { Output } from "./outcome.ts";
import type { Chunk, Read } from "./piece.ts";
import { settlesWithin } from "./time.ts";

type Controller = ReadableStreamDefaultController<Chunk>;

/** How long the end of a script may come after the end of its answer, in milliseconds. */
const LAST_MOMENT = 100;

/** An answer on its way to the client. */
interface Passing {
  readonly read: Read;
  /** What it was promised to be long, in bytes, or `null`. */
  readonly length: number | null;
  readonly run: Output;
  readonly exchange: Exchange;
  sent: number;
}

/** A reply whose content is read from a script as fast as the client takes it, at most `length` bytes of it. */
export function answerStream(
  head: Pick<Reply, "status" | "fields">,
  read: Read,
  length: number | null,
  run: Output,
  exchange: Exchange,
): Reply {
  const passing: Passing = { read, length, run, exchange, sent: 0 };
  const content = new ReadableStream<Chunk>({
    pull: (controller) => pass(passing, controller),
    cancel: () => run.end("client"),
  }, { highWaterMark: 0 });
  return {
    ...head,
    content,
    ...(length === null ? {} : { length }),
    sent: () => passing.sent,
  };
}

async function pass(passing: Passing, controller: Controller): Promise<void> {
  const chunk = await passing.read().catch((error) =>
    breakOff(passing, controller, error)
  );
  if (chunk === undefined) return;
  if (chunk === null) return await finish(passing, controller);
  const { length, sent } = passing;
  const left = length === null ? chunk.length : length - sent;
  const passed = chunk.length > left ? chunk.subarray(0, left) : chunk;
  passing.sent += passed.length;
  if (passed.length > 0) controller.enqueue(passed);
  if (passed.length < chunk.length) cut(passing, controller);
}

function breakOff(
  { exchange, run }: Passing,
  controller: Controller,
  error: Error,
): void {
  exchange.note("error", error.message);
  run.end("output");
  controller.error(error);
}

/** Security: what goes on past the length that was promised would pass for the next response. */
function cut({ exchange, run }: Passing, controller: Controller): void {
  exchange.note("warning", "the script wrote more than its Content-Length");
  controller.close();
  run.discard();
}

/** An answer that was cut off must not look whole, so its stream breaks instead of ending. */
async function finish(passing: Passing, controller: Controller): Promise<void> {
  const { run, exchange } = passing;
  if (run.ended === "client") return controller.close();
  await settlesWithin(run.exited, LAST_MOMENT);
  const why = cutOff(passing);
  if (why === null) return controller.close();
  exchange.note(LEVELS[run.ended ?? ""] ?? "error", why);
  controller.error(new Error(why));
}

/** How much it matters that an answer was cut off, where nothing is wrong with the script. */
const LEVELS: Readonly<Record<string, Level>> = {
  client: "info",
  server: "warning",
};

function cutOff({ run, length, sent }: Passing): string | null {
  if (run.ended !== null) return `the answer was cut off: ${run.ended}`;
  if (run.status?.signal) {
    return `the script was ended by ${run.status.signal} while it answered`;
  }
  return length !== null && sent < length
    ? `the script wrote ${sent} bytes of the ${length} it promised`
    : null;
}
