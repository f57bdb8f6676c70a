import { diagnoseAll, ScriptFailure } from "../diagnosis/mod.ts";
import { gatherEvidence } from "../diagnosis/evidence.ts";
import type { ScriptRunner } from "../cgi/mod.ts";
import { HttpError } from "../http/error.ts";
import type { Exchange, Outcome } from "../http/exchange.ts";
import { parseTarget } from "../http/target.ts";
import { type Answer, judgeAnswer } from "./answer.ts";
import type { Finding } from "./finding.ts";
import type { FoundScript } from "./scripts.ts";

/** Enough of an answer to judge it, in bytes and in milliseconds. */
const ENOUGH = 65_536;
const PATIENCE = 1_000;

/** Runs a script as a GET would, and judges what comes of it. */
export async function askScript(
  runner: ScriptRunner,
  { file, name, url, mode }: FoundScript,
): Promise<Finding[]> {
  const started = performance.now();
  const script = { file, name, extraPath: null, mode };
  try {
    const outcome = await runner.run(request(url), script);
    const duration = performance.now() - started;
    const answer = await readAnswer(outcome, duration);
    return judgeAnswer(answer).map((found) => ({ ...found, path: file, url }));
  } catch (error) {
    if (!(error instanceof HttpError)) throw error;
    return judgeRefusal(error).map((found) => ({ ...found, path: file, url }));
  }
}

function judgeRefusal(error: HttpError): Omit<Finding, "path" | "url">[] {
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
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), PATIENCE);
  });
  let length = 0;
  try {
    while (length < ENOUGH) {
      const next = await Promise.race([reader.read(), late]);
      if (next === null || next.done) break;
      length += next.value.length;
    }
  } finally {
    clearTimeout(timer);
    await reader.cancel().catch(() => {});
  }
  return length;
}
