import { HttpError } from "../http/error.ts";
import type { Exchange } from "../http/exchange.ts";
import { compress } from "./compress.ts";
import { type Acceptable, acceptable, type Coding } from "./encoding.ts";
import { readSame } from "./file.ts";
import { parseRanges } from "./range.ts";
import { represent, type Representation } from "./representation.ts";
import { OVERHEAD, type Resource, type Site } from "./resource.ts";

/**
 * Chooses the form to send by Accept-Encoding (RFC 9110 §12.5.3); makes it where it is not there yet, at once if that
 * is quick. Throws `HttpError` 406 where the client wants none of what there is.
 */
export function selectForm(
  site: Site,
  exchange: Exchange,
  resource: Resource,
): Representation | Promise<Representation> {
  const { fields } = exchange;
  const wanted = acceptable(fields.get("accept-encoding"));
  if (wanted.plainFirst) return resource.plain;
  if (wanted.plain && (!resource.varies || wantsPart(exchange, resource))) {
    return resource.plain;
  }
  const patient = !wanted.plain;
  return chooseFrom(site, resource, inOrder(resource, wanted), patient);
}

/** Parts are of the plain form only, so a request for one is for that. */
function wantsPart({ method, fields }: Exchange, { plain }: Resource): boolean {
  if (method !== "GET") return false;
  const range = fields.get("range");
  return range !== null && parseRanges(range, plain.size) !== "whole";
}

/** Among what the client likes equally, what is there goes before what has to be made. */
function inOrder(
  { siblings, coded }: Resource,
  { groups }: Acceptable,
): (Coding | null)[] {
  if (siblings === "") return groups.flat();
  const isReady = (coding: Coding | null) =>
    coding !== null && coded.get(coding);
  return groups.flatMap((group) => [
    ...group.filter((coding) => isReady(coding)),
    ...group.filter((coding) => !isReady(coding)),
  ]);
}

function chooseFrom(
  site: Site,
  resource: Resource,
  order: readonly (Coding | null)[],
  patient: boolean,
): Representation | Promise<Representation> {
  for (const [index, coding] of order.entries()) {
    if (coding === null) return resource.plain;
    const form = resource.coded.get(coding) ??
      encode(site, resource, coding, patient);
    if (form instanceof Promise) {
      const rest = order.slice(index + 1);
      return form.then((made) =>
        made ?? chooseFrom(site, resource, rest, patient)
      );
    }
    if (form) return form;
  }
  throw new HttpError(
    406,
    "This file is not to be had in a content coding that you take.",
    { fields: [["vary", "accept-encoding"]] },
  );
}

/** How many large files are compressed at a time; others go as they are meanwhile, so that memory stays bounded. */
const MOST_AT_ONCE = 4;
let atOnce = 0;

/**
 * Compresses a file on the fly, once; `null` where that is not done or gains nothing, or just now is too much for
 * a client that will take the file as it is.
 */
function encode(
  site: Site,
  resource: Resource,
  coding: Coding,
  patient: boolean,
): Representation | Promise<Representation | null> | null {
  const { coded, pending, plain, compressible } = resource;
  if (!compressible || coded.has(coding)) return null;
  const running = pending.get(coding);
  if (running) return running;
  if (atOnce >= MOST_AT_ONCE && plain.content === null && !patient) return null;
  const content = plain.content ?? readSame(plain.path, plain.identity);
  if (content === null) return null;
  const made = compress(content, coding);
  if (!(made instanceof Promise)) return keep(site, resource, coding, made);
  atOnce++;
  const promise = made
    .then((bytes) => keep(site, resource, coding, bytes))
    .finally(() => {
      atOnce--;
      pending.delete(coding);
    });
  pending.set(coding, promise);
  return promise;
}

function keep(
  { settings, cache }: Site,
  resource: Resource,
  coding: Coding,
  content: Uint8Array<ArrayBuffer>,
): Representation | null {
  const { path, plain, type } = resource;
  const form = content.length < plain.size
    ? represent(
      {
        path,
        identity: plain.identity,
        content,
        type,
        coding,
        varies: true,
        original: plain,
      },
      settings,
      Date.now(),
    )
    : null;
  resource.coded.set(coding, form);
  cache.grow(path, resource, form ? OVERHEAD + content.length : 0);
  return form;
}
