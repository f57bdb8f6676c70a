import type { Fields, Reply } from "../http/exchange.ts";
import { formatDate } from "../http/fields.ts";
import { keptReply } from "../http/reply.ts";
import type { Validators } from "./conditional.ts";
import { contentHash } from "./content_hash.ts";
import type { Coding } from "./encoding.ts";
import type { Identity } from "./file.ts";
import { carriesHash } from "./name.ts";
import type { Settings } from "./options.ts";
import { BEFORE_2_8 } from "../platform/version.ts";

/**
 * Content up to this many bytes is read into memory and sent from there: a file of a megabyte takes a quarter of the
 * processor's time that a stream of it does. Deno before 2.8 copies it for every client, so there it is less.
 */
export const SMALL = (BEFORE_2_8 ? 256 : 1024) * 1024;

/** One form of a file: as it is, or in a content coding (RFC 9110 §3.2, §8.4). Made once, sent many times. */
export interface Representation extends Validators {
  readonly coding: Coding | null;
  /** Bytes. */
  readonly size: number;
  /** The bytes where they are kept in memory, else `null` and they are at `path`. */
  readonly content: Uint8Array<ArrayBuffer> | null;
  readonly path: string;
  readonly identity: Identity;
  /** Fields of a 200 and a 206; the same array each time, so that its check is remembered. */
  readonly fields: Fields;
  /** The whole answer where the content is in memory. */
  readonly whole: Reply | null;
  readonly notModified: Reply;
}

/** What is known of a file before it is told as a representation. */
export interface Described {
  readonly path: string;
  readonly identity: Identity;
  readonly content: Uint8Array<ArrayBuffer> | null;
  readonly type: string;
  readonly coding: Coding | null;
  /** Whether the answer depends on Accept-Encoding. */
  readonly varies: boolean;
  /** The validators of the file itself where this is a coding made of it. */
  readonly original?: Validators;
}

/** Makes a representation with all its fields. `now` is in milliseconds since the epoch. */
export function represent(
  described: Described,
  settings: Settings,
  now: number,
): Representation {
  const { path, identity, content, coding, original } = described;
  const size = content ? content.length : identity.size;
  const tag = entityTag(described, now);
  const modified = original?.modified ?? lastModified(identity, now);
  const always = lasting(described, settings, tag);
  const fields: Fields = [
    ["content-type", described.type],
    ...(coding ? [["content-encoding", coding]] as const : []),
    ["last-modified", formatDate(modified)],
    ...(coding ? [] : [["accept-ranges", "bytes"]] as const),
    ...always,
    ["x-content-type-options", "nosniff"],
  ];
  return {
    coding,
    size,
    content,
    path,
    identity,
    tag,
    modified,
    fields,
    whole: content ? keptReply({ status: 200, fields, content }) : null,
    notModified: keptReply({ status: 304, fields: always, content: null }),
  };
}

/** Fields that a 304 repeats (RFC 9110 §15.4.5). */
function lasting(
  { path, varies }: Described,
  settings: Settings,
  tag: string,
): Fields {
  return [
    ["etag", tag],
    ["cache-control", cacheControl(path, settings)],
    ...(varies ? [["vary", "accept-encoding"]] as const : []),
  ];
}

/** How long caches may keep a file (RFC 9111 §5.2.2, RFC 8246); unless told, they are to ask each time. */
export function cacheControl(path: string, settings: Settings): string {
  const name = path.slice(path.lastIndexOf("/") + 1);
  if (settings.immutable && carriesHash(name)) {
    return "public, max-age=31536000, immutable";
  }
  const { maxAge } = settings;
  return maxAge === null ? "no-cache" : `public, max-age=${maxAge}`;
}

/** How young a change must be, in milliseconds, for another to be possible that the date would not show. */
const YOUNG = 1000;

/**
 * A strong entity tag of content that was read is its hash, so it is the same on every machine; that of a large file is
 * made of size and date, and weak as long as another change could fall on the same date (RFC 9110 §8.8.1, §8.8.3).
 */
function entityTag(described: Described, now: number): string {
  const { content, identity, coding, original } = described;
  if (original && coding) return `${original.tag.slice(0, -1)}-${coding}"`;
  const suffix = coding ? `-${coding}` : "";
  if (content) return `"${contentHash(content)}${suffix}"`;
  const { size, modified } = identity;
  const weak = isYoung(identity, now) ? "W/" : "";
  return `${weak}"${size.toString(36)}-${modified.toString(36)}${suffix}"`;
}

/** Whether the file changed so lately that its date may not show the next change. */
export function isYoung(identity: Identity, now: number): boolean {
  return Math.abs(now - identity.modified) < YOUNG;
}

/** Last-Modified says whole seconds, and never a time to come (RFC 9110 §8.8.2.1). */
function lastModified({ modified }: Identity, now: number): number {
  return Math.floor(Math.max(0, Math.min(modified, now)) / 1000) * 1000;
}
