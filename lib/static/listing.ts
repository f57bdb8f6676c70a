import type { Exchange, Reply } from "../http/exchange.ts";
import { prefersJson } from "./listing_accept.ts";
import type {
  Entry,
  ListedFolder,
  ListingForm,
  Totals,
  View,
} from "./listing_entry.ts";
import { listingJson } from "./listing_json.ts";
import { parseOrder, sortEntries } from "./listing_order.ts";
import { listingPage } from "./listing_page.ts";

export type { Entry, ListedFolder } from "./listing_entry.ts";

/**
 * So many entries are gathered, counted and sorted (about 40 ms and 2 MB). A larger folder is sent as it is read, so that
 * its first rows are there at once and memory stays flat however large it is; its page sorts itself when it is whole.
 */
const MOST_SORTED = 10_000;

/** So many are written in one go; writing more is spread out, so that other requests get their turn. */
const MOST_AT_ONCE = 1000;

/** Answers GET and HEAD of a folder with what it holds: a page, or JSON where `Accept` prefers it (RFC 9110 §12.5.1). */
export async function listingReply(
  exchange: Exchange,
  folder: ListedFolder,
): Promise<Reply> {
  const form = prefersJson(exchange.fields.get("accept"))
    ? listingJson
    : listingPage;
  const reply = { status: 200, fields: form.fields() };
  if (exchange.method === "HEAD") return { ...reply, content: null };
  const rest = iterate(folder.entries);
  const { entries, whole } = await gather(rest);
  const order = parseOrder(exchange.target.query);
  const view: View = {
    segments: folder.segments,
    site: siteName(exchange),
    order,
    totals: whole ? count(entries) : null,
  };
  const sorted = whole ? sortEntries(entries, order) : entries;
  if (sorted.length > MOST_AT_ONCE) {
    return { ...reply, content: stream(pieces(form, view, sorted, rest)) };
  }
  const text = form.start(view) + sorted.map(form.entry).join("") +
    form.end(view);
  return { ...reply, content: new TextEncoder().encode(text) };
}

function siteName({ authority }: Exchange): string {
  if (authority === null) return "Files";
  const { host, port } = authority;
  return port === undefined ? host : `${host}:${port}`;
}

type Entries = AsyncIterator<Entry> | Iterator<Entry>;

function iterate(entries: ListedFolder["entries"]): Entries {
  return Symbol.asyncIterator in entries
    ? entries[Symbol.asyncIterator]()
    : entries[Symbol.iterator]();
}

interface Gathered {
  readonly entries: readonly Entry[];
  /** Whether that was all. */
  readonly whole: boolean;
}

async function gather(rest: Entries): Promise<Gathered> {
  const entries: Entry[] = [];
  while (entries.length <= MOST_SORTED) {
    const { value, done } = await rest.next();
    if (done) return { entries, whole: true };
    entries.push(value);
  }
  return { entries, whole: false };
}

function count(entries: readonly Entry[]): Totals {
  let [folders, files, bytes] = [0, 0, 0];
  for (const { folder, size } of entries) {
    if (folder) folders++;
    else {
      files++;
      bytes += size;
    }
  }
  return { folders, files, bytes };
}

/** The content of a listing: what was gathered, then the rest as it comes. */
async function* pieces(
  form: ListingForm,
  view: View,
  gathered: readonly Entry[],
  rest: Entries,
): AsyncGenerator<string> {
  try {
    yield form.start(view);
    let index = 0;
    for (const entry of gathered) yield form.entry(entry, index++);
    while (true) {
      const { value, done } = await rest.next();
      if (done) break;
      yield form.entry(value, index++);
    }
    yield form.end(view);
  } finally {
    await rest.return?.();
  }
}

/** Pieces that are sent together, in UTF-16 units: few enough chunks to be quick, small enough to be soon. */
const CHUNK = 32_768;

function stream(
  text: AsyncGenerator<string>,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  const encoder = new TextEncoder();
  return new ReadableStream({
    async pull(controller) {
      let chunk = "";
      while (chunk.length < CHUNK) {
        const { value, done } = await text.next();
        if (done) {
          if (chunk !== "") controller.enqueue(encoder.encode(chunk));
          return controller.close();
        }
        chunk += value;
      }
      controller.enqueue(encoder.encode(chunk));
    },
    async cancel() {
      await text.return(undefined);
    },
  }, { highWaterMark: 0 });
}
