import type { Diagnosis } from "../diagnosis/mod.ts";
import type { Script } from "../gateway/script.ts";
import { contentText, maskContent } from "../explain/content.ts";
import { isSecret, MASK, type Masking, maskQuery } from "../explain/mask.ts";
import type { Exchange } from "../http/exchange.ts";
import type { TrialRequest } from "./request.ts";

/** A request that failed, as it is kept: nothing secret in it, as far as names tell what is secret. */
export interface FailureRecord {
  /** When, in ISO 8601. */
  readonly time: string;
  /** The request's id, as in the log. */
  readonly id: string;
  /** The status that the client got. */
  readonly status: number;
  /** The stable name of the cause. */
  readonly cause: string;
  readonly sentence: string;
  readonly script: Omit<Script, "mode">;
  readonly method: string;
  readonly target: string;
  readonly fields: readonly (readonly [name: string, value: string])[];
  readonly content: RecordedContent | null;
}

/** Content as it is kept. */
export interface RecordedContent {
  /** How much there was, in bytes, as far as it was read. */
  readonly length: number;
  /** Whether it was too long to be kept whole. */
  readonly cut: boolean;
  /** Text as it is, other bytes in base64. */
  readonly text?: string;
  readonly base64?: string;
}

/** The beginning of a request's content. */
export interface KeptContent {
  readonly bytes: Uint8Array;
  readonly length: number;
}

/** How a request failed, and what takes its secrets out of a text. */
export interface Failure {
  /** The status that the client got. */
  readonly status: number;
  readonly diagnosis: Diagnosis;
  readonly mask: Masking;
}

/** Makes a record. Security: what names say is secret is masked, in fields, query and content. */
export function failureRecord(
  exchange: Exchange,
  script: Script,
  content: KeptContent | null,
  { status, diagnosis, mask }: Failure,
  time = new Date(),
): FailureRecord {
  const { file, name, extraPath } = script;
  const fields = [...exchange.fields].map(([name, value]): [string, string] => [
    name,
    isSecret(name)
      ? MASKED_FIELD
      : name === "referer"
      ? maskQuery(value)
      : value,
  ]);
  const type = exchange.fields.get("content-type") ?? "";
  return {
    time: time.toISOString(),
    id: exchange.id,
    status,
    cause: diagnosis.cause,
    sentence: mask(diagnosis.sentence),
    script: { file, name, extraPath },
    method: exchange.method,
    target: maskQuery(exchange.target.raw),
    fields,
    content: content && recordedContent(content, type),
  };
}

/** A field holds octets, which the mask of texts is not made of. */
const MASKED_FIELD = "masked";

function recordedContent(
  { bytes, length }: KeptContent,
  type: string,
): RecordedContent {
  const cut = length > bytes.length;
  const text = contentText(bytes);
  return text === null
    ? { length, cut, base64: bytes.toBase64() }
    : { length, cut, text: maskContent(text, type) };
}

/** Makes the request of a record anew, as far as it was kept. */
export function recordedRequest(
  { method, target, fields, content }: FailureRecord,
): TrialRequest {
  return {
    method,
    target: toOctets(target),
    fields: fields.filter(([name]) =>
      !CONNECTION.has(name) && !name.startsWith(":")
    ),
    content: content && contentBytes(content),
  };
}

/** Masks in a query travel as escapes. */
function toOctets(target: string): string {
  return target.replaceAll(MASK, encodeURIComponent(MASK));
}

/** What belongs to the connection that it came by. */
const CONNECTION = new Set([
  "connection",
  "keep-alive",
  "content-length",
  "transfer-encoding",
  "te",
  "expect",
  "upgrade",
]);

function contentBytes(
  { text, base64 }: RecordedContent,
): Uint8Array<ArrayBuffer> {
  if (base64 !== undefined) return Uint8Array.fromBase64(base64);
  return new TextEncoder().encode(text ?? "");
}

/** Reads a record. Throws `RangeError` with the rest of a sentence where it is none. */
export function parseRecord(text: string): FailureRecord {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new RangeError("is not JSON");
  }
  if (!isRecord(json)) throw new RangeError("is not a record of a request");
  return json;
}

function isRecord(json: unknown): json is FailureRecord {
  if (typeof json !== "object" || json === null) return false;
  const { script, method, target, fields } = json as Partial<FailureRecord>;
  return typeof method === "string" && typeof target === "string" &&
    typeof script?.file === "string" && typeof script.name === "string" &&
    Array.isArray(fields);
}
