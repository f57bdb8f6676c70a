import { type Answer, ask, askOverTls } from "./ask.ts";
import { type Case, Unfit } from "./case.ts";
import { watchMemory } from "./group.ts";
import { runH2load } from "./h2load.ts";
import type { Running } from "./running.ts";
import type { Metric, Sample } from "./sample.ts";
import { type Load, type Request, runWrk } from "./wrk.ts";

/** What a request must be answered with, to count as the same work. */
export interface Want {
  readonly status: number;
  /** The file of the site that is the content, and which part of it. */
  readonly file?: string;
  readonly part?: readonly [from: number, to: number];
  /** Text in the content. */
  readonly text?: string;
  readonly encoding?: string;
}

/** A request that is repeated, and its answer. */
export interface Step extends Request {
  readonly want: Want;
  /** A path of our own for Gatehouse. */
  readonly ours?: string;
  /** Asks with the validator of the answer that came before, for a 304. */
  readonly again?: boolean;
  /** How often among the others of a mix. */
  readonly weight?: number;
}

/** A case that is measured by repeating requests. */
export interface LoadCase extends Omit<Case, "metrics" | "check" | "measure"> {
  readonly steps: readonly Step[];
  readonly connections?: number;
  readonly among?: Load["among"];
  readonly over?: "http" | "https" | "h2";
  readonly metrics?: readonly Metric[];
}

const METRICS: readonly Metric[] = [
  "rate",
  "p50",
  "p90",
  "p99",
  "p999",
  "cpu",
  "memory",
];

/** Makes a case of it. */
export function load(given: LoadCase): Case {
  const closing = new WeakSet<Running>();
  return {
    metrics: given.over === "h2" ? ["rate", "cpu", "memory"] : METRICS,
    ...given,
    check: async (running) => {
      for (const step of given.steps) {
        const request = await prepare(step, running);
        const answer = await askOver(given.over, running, request);
        judge(answer, step, running);
        if (endsByClosing(answer)) closing.add(running);
      }
    },
    measure: (running, seconds) =>
      measure(given, running, seconds, closing.has(running)),
  };
}

/** Whether the end of the content is told by closing, which wrk counts as a broken connection each time. */
function endsByClosing({ fields, status }: Answer): boolean {
  return status !== 304 && !fields.has("content-length") &&
    !fields.has("transfer-encoding");
}

async function prepare(step: Step, running: Running): Promise<Request> {
  const path = running.peer.ours ? step.ours ?? step.path : step.path;
  if (!step.again) return { ...step, path };
  const { fields } = await ask(running.port, { ...step, path });
  const tag = fields.get("etag"), date = fields.get("last-modified");
  return {
    ...step,
    path,
    fields: {
      ...step.fields,
      ...(tag !== undefined
        ? { "If-None-Match": tag }
        : { "If-Modified-Since": date ?? "" }),
    },
  };
}

async function askOver(
  over: LoadCase["over"],
  { port, tlsUrl, site }: Running,
  request: Request,
): Promise<Answer> {
  if (over === undefined || over === "http") return await ask(port, request);
  if (site.tls === null) throw new Unfit("there is no certificate");
  return await askOverTls(tlsUrl, request.path, site.tls.text);
}

function judge(answer: Answer, { want }: Step, { site }: Running): void {
  const { status, content, fields } = answer;
  if (status !== want.status) {
    throw new Unfit(`answers ${status}, not ${want.status}`);
  }
  if (
    (fields.get("content-encoding") ?? "identity") !==
      (want.encoding ?? "identity")
  ) {
    throw new Unfit(`sends coding ${fields.get("content-encoding") ?? "none"}`);
  }
  if (want.file !== undefined) {
    const whole = Deno.readFileSync(`${site.root}/${want.file}`);
    const [from, to] = want.part ?? [0, whole.length];
    const same = content.length === to - from &&
      content.every((byte, index) => byte === whole[from + index]);
    if (!same) throw new Unfit(`sends ${content.length} other bytes`);
  }
  const { text } = want;
  if (text !== undefined && !new TextDecoder().decode(content).includes(text)) {
    throw new Unfit(`sends something without "${text}"`);
  }
}

async function measure(
  given: LoadCase,
  running: Running,
  seconds: number,
  closing: boolean,
): Promise<Sample> {
  const requests: Request[] = [];
  for (const step of given.steps) {
    const request = await prepare(step, running);
    requests.push(...Array(step.weight ?? 1).fill(request));
  }
  const work: Load = {
    url: given.over ? running.tlsUrl : running.url,
    requests: shuffle(requests),
    among: given.among,
    connections: given.connections ?? 32,
    seconds,
  };
  const refusals = given.steps.some(({ want }) => want.status >= 400);
  return given.over === "h2"
    ? await overHttp2(work, running)
    : await overHttp1(work, running, refusals, closing);
}

async function overHttp1(
  work: Load,
  { group }: Running,
  refusals: boolean,
  closing: boolean,
): Promise<Sample> {
  const before = group.cpuTime();
  const watched = await watchMemory(group, () => runWrk(work));
  const { result: seen, peak: memory } = watched;
  const cpu = (group.cpuTime() - before) / seen.requests;
  if (seen.requests === 0) throw new Unfit("answered nothing in time");
  if (seen.refused > 0 && !refusals) {
    throw new Unfit(`refused ${seen.refused} of ${seen.requests} requests`);
  }
  if (!closing && seen.broken > seen.requests / 100) {
    throw new Unfit(`broke ${seen.broken} beside ${seen.requests} answers`);
  }
  return {
    rate: seen.requests / seen.duration * 1000,
    throughput: seen.bytes / seen.duration * 1000,
    p50: seen.p50,
    p90: seen.p90,
    p99: seen.p99,
    p999: seen.p999,
    cpu,
    memory,
  };
}

async function overHttp2(work: Load, { group }: Running): Promise<Sample> {
  const before = group.cpuTime();
  const watched = await watchMemory(group, () => runH2load(work));
  const { result: seen, peak: memory } = watched;
  const cpu = (group.cpuTime() - before) / seen.requests;
  if (seen.requests === 0) throw new Unfit("answered nothing in time");
  if (seen.refused + seen.broken > seen.requests / 100) {
    throw new Unfit(`refused or broke ${seen.refused + seen.broken} requests`);
  }
  return { rate: seen.requests / seen.duration * 1000, cpu, memory };
}

/** In an order that looks like none and is the same each time. */
function shuffle<T>(items: readonly T[]): T[] {
  let seed = 7;
  return items.map((item) => {
    seed = (seed * 48271) % 2147483647;
    return { item, seed };
  }).sort((a, b) => a.seed - b.seed).map(({ item }) => item);
}
