import { diagnoseAll, ScriptFailure } from "../diagnosis/mod.ts";
import { gatherEvidence } from "../diagnosis/evidence.ts";
import { type RunnerOptions, scriptRunner } from "../cgi/mod.ts";
import { scriptEndings } from "../explain/endings.ts";
import type { Explained } from "../explain/mod.ts";
import { HttpError } from "../http/error.ts";
import type { Exchange, Outcome } from "../http/exchange.ts";
import { parseTarget } from "../http/target.ts";
import { type Answer, judgeAnswer } from "./answer.ts";
import type { Finding, Judged } from "./finding.ts";
import type { FoundScript } from "./scripts.ts";

/** Enough of an answer to judge it, in bytes and in milliseconds. */
const ENOUGH = 65_536;
const PATIENCE = 1_000;

/** Asks scripts one by one. */
export interface Asker {
  /** Runs a script as a GET would, and judges what comes of it. */
  ask(script: FoundScript): Promise<Finding[]>;
  /** Ends what still runs. */
  end(): Promise<void>;
}

/** Makes an asker that runs scripts as a server would. */
export function scriptAsker(options: RunnerOptions): Asker {
  const endings = scriptEndings();
  const runner = scriptRunner({ ...options, afterwards: endings.ended });

  async function judge(found: FoundScript): Promise<Judged[]> {
    const { file, name, url, mode } = found;
    const exchange = request(url);
    const ending = endings.expect(exchange);
    const started = performance.now();
    const script = { file, name, extraPath: null, mode };
    try {
      const outcome = await runner.run(exchange, script);
      const duration = performance.now() - started;
      const answer = await readAnswer(outcome, duration);
      const failure = await soon(ending.failure);
      return [
        ...(failure ? judgeFailure(failure) : []),
        ...judgeAnswer(answer).filter(({ cause }) =>
          failure === null || cause !== "answers-with-nothing"
        ),
      ];
    } catch (error) {
      if (!(error instanceof HttpError)) throw error;
      return judgeRefusal(error);
    } finally {
      ending.forget();
    }
  }

  return {
    async ask(script) {
      const { file, url } = script;
      const judged = await judge(script);
      return judged.map((found) => ({ ...found, path: file, url }));
    },
    end: () => runner.end(),
  };
}

function judgeFailure({ diagnosis, others }: Explained): Judged[] {
  return [diagnosis, ...others].map((found) => ({
    ...found,
    evidence: [...found.evidence, "it had begun to answer when it failed"],
    severity: "error",
  }));
}

function judgeRefusal(error: HttpError): Judged[] {
  if (error.cause instanceof ScriptFailure) {
    return diagnoseAll(gatherEvidence(error.cause.run)).map((diagnosis) => ({
      ...diagnosis,
      severity: "error",
    }));
  }
  return [{
    severity: "error",
    cause: "refused",
    sentence:
      `A GET is refused with the status ${error.status}: ${error.message}`,
    evidence: [],
    remedy: { text: error.remedy ?? "See the other findings of this script." },
  }];
}

function request(url: string): Exchange {
  return {
    id: "check",
    method: "GET",
    target: parseTarget(url),
    fields: new Headers({
      host: "localhost",
      accept: "text/html,*/*;q=0.8",
      "user-agent": "gatehouse-check",
    }),
    content: null,
    authority: { host: "localhost", port: undefined },
    scheme: "http",
    protocol: "HTTP/1.1",
    client: { transport: "tcp", hostname: "127.0.0.1", port: 0 },
    server: { transport: "tcp", hostname: "127.0.0.1", port: 80 },
    login: null,
    signal: new AbortController().signal,
    origin: null,
    note() {},
  };
}

async function readAnswer(
  outcome: Outcome,
  duration: number,
): Promise<Answer> {
  if (outcome === null) return { status: 404, length: 0, duration };
  if ("localRedirect" in outcome) return { status: 302, length: 0, duration };
  const { status, content } = outcome;
  if (content === null) return { status, length: 0, duration };
  if (content instanceof Uint8Array) {
    return { status, length: content.length, duration };
  }
  return { status, length: await readSome(content), duration };
}

/** Reads until something is there; whoever streams without end is not waited for. */
async function readSome(
  content: ReadableStream<Uint8Array<ArrayBuffer>>,
): Promise<number> {
  const reader = content.getReader();
  let length = 0;
  const read = async () => {
    while (length < ENOUGH) {
      const { done, value } = await reader.read();
      if (done) break;
      length += value.length;
    }
  };
  // One that breaks off has a failure to tell.
  await soon(read().catch(() => {}));
  await reader.cancel().catch(() => {});
  return length;
}

async function soon<T>(work: Promise<T>): Promise<T | null> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), PATIENCE);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
