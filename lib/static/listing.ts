import type { Exchange, Reply } from "../http/exchange.ts";
import { escapeHtml } from "../http/html.ts";
import { encodeSegment } from "../http/target.ts";

/** What a folder holds under one name. */
export interface Entry {
  readonly name: string;
  readonly folder: boolean;
  /** Bytes; 0 for a folder. */
  readonly size: number;
  /** When it last changed, in milliseconds since the epoch. */
  readonly modified: number;
}

/** A folder as it is to be shown. */
export interface ListedFolder {
  /** Decoded path segments of the folder. */
  readonly segments: readonly string[];
  /** In any order, looked at as they are asked for. */
  readonly entries: Iterable<Entry> | AsyncIterable<Entry>;
}

/** A page with a link to each entry, streamed as they come. */
export function listingReply(_exchange: Exchange, folder: ListedFolder): Reply {
  async function* rows(): AsyncGenerator<string> {
    yield `<!doctype html><title>${
      escapeHtml(folder.segments.join("/"))
    }</title><ul>\n`;
    for await (const { name, folder: isFolder } of folder.entries) {
      const slash = isFolder ? "/" : "";
      yield `<li><a href="./${encodeSegment(name)}${slash}">${
        escapeHtml(name)
      }${slash}</a>\n`;
    }
    yield "</ul>\n";
  }
  return {
    status: 200,
    fields: [["content-type", "text/html; charset=utf-8"]],
    content: ReadableStream.from(rows()).pipeThrough(new TextEncoderStream()),
  };
}
