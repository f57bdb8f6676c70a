import {
  type RunnerOptions,
  type ScriptEnd,
  scriptRunner,
  type ScriptStart,
} from "../cgi/mod.ts";
import type { Script } from "../gateway/script.ts";
import { explain, type Explained, explainRun } from "../explain/mod.ts";
import { HttpError } from "../http/error.ts";
import type { Fields, Outcome } from "../http/exchange.ts";
import { trialExchange, type TrialRequest } from "./request.ts";

/** What the server would have answered. */
export type TrialAnswer =
  | {
    readonly kind: "reply";
    readonly status: number;
    readonly fields: Fields;
    /** Bytes of content. */
    readonly length: number;
    /** Why the content broke off, or `null`. */
    readonly broken: string | null;
  }
  | { readonly kind: "local-redirect"; readonly location: string }
  | {
    readonly kind: "refusal";
    readonly error: HttpError;
    readonly explained: Explained | null;
  };

/** All that one run of a script has shown. */
export interface Trial {
  readonly request: TrialRequest;
  readonly script: Script;
  /** `null` where it was never started. */
  readonly start: ScriptStart | null;
  readonly end: ScriptEnd | null;
  /** The first of its output, at most 64 KiB. */
  readonly output: Uint8Array<ArrayBuffer>;
  /** How much it wrote in all, in bytes. */
  readonly outputLength: number;
  readonly answer: TrialAnswer;
  /** How it failed after it had answered, or `null`. */
  readonly failure: Explained | null;
  /** Warnings that the log would have. */
  readonly notes: readonly string[];
  /** Milliseconds from the start of the process; `null` where there was no output. */
  readonly firstOutput: number | null;
  readonly answered: number;
}

const KEPT = 65_536;

/** Runs a script once, exactly as a request would have it run, and waits for its end. */
export async function tryScript(
  options: RunnerOptions,
  script: Script,
  request: TrialRequest,
): Promise<Trial> {
  const seen = watchScript();
  const notes: string[] = [];
  const end = Promise.withResolvers<Explained | null>();
  const afterwards: RunnerOptions["afterwards"] = (_, run) =>
    end.resolve(run && explainRun(run, "run", null));
  const { observer } = seen;
  const runner = scriptRunner({ ...options, observer, afterwards });
  const exchange = trialExchange(request, (_level, message, details = {}) => {
    // What it writes on stderr comes line by line; it is shown in one piece.
    if (!("script" in details)) notes.push(message);
  });
  const started = performance.now();
  const answer = await answerOf(() => runner.run(exchange, script));
  const answered = performance.now() - started;
  await seen.ended();
  const failure = answer.kind === "refusal" ? null : await end.promise;
  await runner.end();
  const { result } = seen;
  return { request, script, ...result(), answer, failure, notes, answered };
}

async function answerOf(run: () => Promise<Outcome>): Promise<TrialAnswer> {
  try {
    const outcome = await run();
    if (outcome === null) throw new Error("a script always answers");
    if ("localRedirect" in outcome) {
      return { kind: "local-redirect", location: outcome.localRedirect };
    }
    const { status, fields, content, length } = outcome;
    if (!(content instanceof ReadableStream)) {
      const size = content?.length ?? length ?? 0;
      return { kind: "reply", status, fields, length: size, broken: null };
    }
    return { kind: "reply", status, fields, ...await drain(content) };
  } catch (error) {
    if (!(error instanceof HttpError)) throw error;
    return { kind: "refusal", error, explained: explain(error, "run") };
  }
}

async function drain(
  content: ReadableStream<Uint8Array>,
): Promise<{ length: number; broken: string | null }> {
  let length = 0;
  try {
    for await (const chunk of content) length += chunk.length;
    return { length, broken: null };
  } catch (error) {
    const broken = error instanceof Error ? error.message : String(error);
    return { length, broken };
  }
}

type Seen = Pick<
  Trial,
  "start" | "end" | "output" | "outputLength" | "firstOutput"
>;

function watchScript() {
  const over = Promise.withResolvers<void>();
  const kept = new Uint8Array(KEPT);
  let length = 0;
  let start: ScriptStart | null = null;
  let end: ScriptEnd | null = null;
  let began = 0;
  let firstOutput: number | null = null;
  return {
    observer: {
      started(seen: ScriptStart) {
        start = seen;
        began = performance.now();
        return {
          output(bytes: Uint8Array) {
            firstOutput ??= performance.now() - began;
            if (length < KEPT) {
              kept.set(bytes.subarray(0, KEPT - length), length);
            }
            length += bytes.length;
          },
          over(how: ScriptEnd) {
            end = how;
            over.resolve();
          },
        };
      },
    },
    /** Settles at once where nothing was started. */
    ended: () => start === null ? Promise.resolve() : over.promise,
    result: (): Seen => ({
      start,
      end,
      output: kept.slice(0, Math.min(length, KEPT)),
      outputLength: length,
      firstOutput,
    }),
  };
}
