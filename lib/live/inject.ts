import type { Content, Fields, Reply } from "../http/exchange.ts";
import { fieldValue } from "../http/fields.ts";
import { admitsScript } from "./policy.ts";

/** What makes a reply something other than the whole of a page, as it is. */
const PARTIAL = [
  "content-encoding",
  "content-range",
  "content-disposition",
  "content-digest",
  "repr-digest",
];

/** Fields that told of the page as it was; a stored copy would never learn of a change. */
const STALE = new Set([
  "etag",
  "last-modified",
  "accept-ranges",
  "cache-control",
  "expires",
  "content-length",
]);

/**
 * Puts a script element at the end of a page's body; a reply that is no page, or allows none, comes back as it is.
 * `notice` is asked when the page is at its end, and what it settles with stands there too.
 */
export function inject(
  reply: Reply,
  element: string,
  notice: (() => Promise<string>) | null = null,
): Reply {
  const { content, length, ...rest } = reply;
  if (content === null || !admits(reply)) return reply;
  const script = new TextEncoder().encode(element);
  const fields: Fields = [
    ...reply.fields.filter(([name]) => !STALE.has(name.toLowerCase())),
    ["cache-control", "no-store"],
  ];
  if (content instanceof Uint8Array) {
    const whole = insert(content, script);
    return notice
      ? { ...rest, fields, content: append(streamOf(whole), notice) }
      : { ...rest, fields, content: whole };
  }
  const ending = notice
    ? async () => element + await notice()
    : () => Promise.resolve(element);
  return {
    ...rest,
    fields,
    content: append(content, ending),
    // What a failure would add cannot be foreseen.
    ...(length === undefined || notice
      ? {}
      : { length: length + script.length }),
  };
}

function streamOf(
  content: Uint8Array<ArrayBuffer>,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  return new ReadableStream({
    start(controller) {
      controller.enqueue(content);
      controller.close();
    },
  });
}

function admits({ status, fields }: Reply): boolean {
  const type = fieldValue(fields, "content-type") ?? "";
  return (status === 200 || status >= 400) &&
    /^text\/html\s*(?:;|$)/i.test(type) &&
    !/charset\s*=\s*"?utf-?(?:16|32)/i.test(type) &&
    !PARTIAL.some((name) => fieldValue(fields, name) !== undefined) &&
    fields.every(([name, value]) =>
      name.toLowerCase() !== "content-security-policy" || admitsScript(value)
    );
}

/** Before the last `</body`, or at the end. Every encoding but those left out above writes it in ASCII. */
function insert(
  content: Uint8Array<ArrayBuffer>,
  script: Uint8Array,
): Uint8Array<ArrayBuffer> {
  const text = new TextDecoder("latin1").decode(content);
  const found = text.toLowerCase().lastIndexOf("</body");
  const at = found < 0 ? content.length : found;
  const whole = new Uint8Array(content.length + script.length);
  whole.set(content.subarray(0, at));
  whole.set(script, at);
  whole.set(content.subarray(at), at + script.length);
  return whole;
}

/** What follows `</html>` still belongs to the body (HTML, "after after body"). */
function append(
  content: Extract<Content, ReadableStream>,
  ending: () => Promise<string>,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  const reader = content.getReader();
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await reader.read();
      if (!done) return controller.enqueue(value);
      const text = await ending();
      // An empty chunk would be the last one.
      if (text !== "") controller.enqueue(new TextEncoder().encode(text));
      controller.close();
    },
    cancel: (reason) => reader.cancel(reason),
  }, { highWaterMark: 0 });
}
