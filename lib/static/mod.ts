import { HttpError } from "../http/error.ts";
import type {
  Exchange,
  Fields,
  Handler,
  Outcome,
  Reply,
} from "../http/exchange.ts";
import { formatPath, type Target } from "../http/target.ts";
import { adviceOnPost } from "./advice.ts";
import { explainMissing } from "./missing.ts";
import { isFileName, isHidden, PAGE_EXTENSION } from "./name.ts";
import { isNavigation } from "./navigation.ts";
import type { StaticOptions } from "./options.ts";
import type { Representation } from "./representation.ts";
import {
  findResource,
  makeSite,
  type Resource,
  type Site,
} from "./resource.ts";
import { selectForm } from "./select.ts";
import { send } from "./send.ts";

export type { StaticOptions } from "./options.ts";
export { errorPages } from "./error_page.ts";
export { refusePost } from "./advice.ts";

/** The static file module: answers for the files below a folder (RFC 9110 §9.3). `null` for what is not there. */
export function staticFiles(options: StaticOptions): Handler {
  const site = makeSite(options);
  // A script that leads to a file may have written it just now.
  const written: Site = { ...site, looks: Infinity };
  return (exchange) =>
    answer(exchange.origin === null ? site : written, exchange, 0);
}

/** What a request target stands for. */
type Found =
  | Resource
  | { readonly kind: "folder"; readonly path: string }
  | { readonly kind: "elsewhere"; readonly location: string }
  | null;

const WINDOWS = Deno.build.os === "windows";

function answer(
  site: Site,
  exchange: Exchange,
  attempt: number,
): Outcome | Promise<Outcome> {
  const found = find(site, exchange.target);
  if (found === null) return answerFallback(site, exchange, attempt);
  if (exchange.method !== "GET" && exchange.method !== "HEAD") {
    return answerOther(site, exchange);
  }
  if (found.kind === "elsewhere") return redirect(found.location);
  if (found.kind === "folder") return list(site, exchange, found.path);
  return answerFile(site, exchange, found, attempt);
}

/** Listings are a third of this module, and loaded when somebody wants one. */
async function list(
  site: Site,
  exchange: Exchange,
  path: string,
): Promise<Reply> {
  const { listFolder } = await import("./folder.ts");
  return await listFolder(site, exchange, path);
}

function answerFile(
  site: Site,
  exchange: Exchange,
  resource: Resource,
  attempt: number,
): Outcome | Promise<Outcome> {
  const sendForm = (form: Representation) =>
    send(exchange, form, site.settings.direct) ??
      answerAgain(site, exchange, resource, attempt);
  const form = selectForm(site, exchange, resource);
  return form instanceof Promise ? form.then(sendForm) : sendForm(form);
}

/**
 * Between the look at the file and its opening, another took its place, or that of a ready-made form of it: that one is
 * to be sent, and not looked for in memory.
 */
function answerAgain(
  site: Site,
  exchange: Exchange,
  { path }: Resource,
  attempt: number,
): Outcome | Promise<Outcome> {
  site.cache.delete(path);
  if (attempt < 3) return answer(site, exchange, attempt + 1);
  throw new HttpError(503, "This file is being changed at the moment.", {
    fields: [["retry-after", "1"]],
  });
}

/** Finds what the target stands for. Throws `HttpError` 403 or 503 where that cannot be told. */
function find(site: Site, target: Target): Found {
  const { settings } = site;
  const { segments } = target;
  if (!settings.hidden && isHidden(segments)) return null;
  for (const segment of segments) {
    if (!isFileName(segment, WINDOWS)) return null;
  }
  const path = segments.length === 0
    ? settings.root
    : settings.root + "/" + segments.join("/");
  return target.folder
    ? findIndex(site, target, path)
    : findFile(site, target, path);
}

function findIndex(site: Site, target: Target, path: string): Found {
  const { settings } = site;
  for (const name of settings.index) {
    const resource = findResource(site, path + "/" + name);
    if (resource !== null && resource !== "folder") return resource;
  }
  const found = findResource(site, path);
  if (found === null) explainMissing(settings.root, path);
  if (found === "folder") {
    return settings.listing ? { kind: "folder", path } : null;
  }
  const isPage = settings.cleanUrls && target.segments.length > 0 &&
    findPage(site, path) !== null;
  return isPage ? elsewhere(target, target.segments, false) : null;
}

function findFile(site: Site, target: Target, path: string): Found {
  const { segments } = target;
  const found = findResource(site, path);
  if (found === null) {
    const page = site.settings.cleanUrls ? findPage(site, path) : null;
    if (page === null) explainMissing(site.settings.root, path);
    return page;
  }
  if (found === "folder") {
    const page = site.settings.cleanUrls ? findPage(site, path) : null;
    return page ?? elsewhere(target, segments, true);
  }
  return site.settings.cleanUrls
    ? canonical(site, target, found) ?? found
    : found;
}

/** The page that a clean URL leaves the extension out of. */
function findPage(site: Site, path: string): Resource | null {
  const page = findResource(site, path + PAGE_EXTENSION);
  return page === "folder" ? null : page;
}

/**
 * With clean URLs, the name of a page or an index file is not its address; unless something else has that, as `about`
 * beside `about.html` does, or `index.html` before `index.htm`.
 */
function canonical(site: Site, target: Target, page: Resource): Found {
  const address = addressOf(site, target);
  if (address === null) return null;
  const there = find(site, { ...target, ...address });
  return there?.kind === "file" && there.path === page.path
    ? elsewhere(target, address.segments, address.folder)
    : null;
}

/** The address that a page would have by its name; `null` for what is no page. */
function addressOf(
  { settings }: Site,
  { segments }: Target,
): Pick<Target, "segments" | "folder"> | null {
  const name = segments.at(-1) ?? "";
  const parents = segments.slice(0, -1);
  if (settings.index.includes(name)) return { segments: parents, folder: true };
  const bare = name.slice(0, -PAGE_EXTENSION.length);
  if (bare === "" || !name.endsWith(PAGE_EXTENSION)) return null;
  return { segments: [...parents, bare], folder: false };
}

/**
 * Another address of the same site, the query kept.
 * Security: made from decoded segments none of which is empty, so it never begins with `//` and names no host.
 */
function elsewhere(
  { query }: Target,
  segments: readonly string[],
  folder: boolean,
): Found {
  const path = formatPath(segments, folder);
  const location = query === null ? path : path + "?" + encodeQuery(query);
  return { kind: "elsewhere", location };
}

/** What a query may hold stays; bytes that a field may not are escaped (RFC 9110 §5.5). */
function encodeQuery(query: string): string {
  return query.toWellFormed().replace(/[^\x21-\x7e]+/g, encodeURIComponent);
}

/** A browser keeps a 301 for good unless told otherwise, and then a folder could never become a file. */
function redirect(location: string): Reply {
  return {
    status: 301,
    fields: [["location", location], ["cache-control", "no-cache"]],
    content: null,
  };
}

const ALLOW: Fields = [["allow", "GET, HEAD, OPTIONS"]];

/** OPTIONS (RFC 9110 §9.3.7), and all that a file does not do (§15.5.6). */
function answerOther({ settings }: Site, { method }: Exchange): Reply {
  if (method === "OPTIONS") {
    return { status: 204, fields: ALLOW, content: null };
  }
  throw new HttpError(405, `A file does not answer ${method}.`, {
    fields: ALLOW,
    remedy: method === "POST" ? adviceOnPost(settings.scripts) : undefined,
  });
}

/** With one page for all addresses, that page answers navigations to what is not there; assets stay missing. */
function answerFallback(
  site: Site,
  exchange: Exchange,
  attempt: number,
): Outcome | Promise<Outcome> {
  const { settings } = site;
  if (!settings.spa || !isNavigation(exchange)) return null;
  for (const name of settings.index) {
    const resource = findResource(site, settings.root + "/" + name);
    if (resource === null || resource === "folder") continue;
    const reply = answerFile(site, exchange, resource, attempt);
    return reply instanceof Promise
      ? reply.then(dependsOnRequest)
      : dependsOnRequest(reply);
  }
  return null;
}

/** Another request for the same path is answered otherwise, and caches must know (RFC 9110 §12.5.5). */
function dependsOnRequest(outcome: Outcome): Outcome {
  if (outcome === null || "localRedirect" in outcome) return outcome;
  const members = ["accept, sec-fetch-mode"];
  const others = outcome.fields.filter(([name, value]) => {
    if (name === "vary") members.unshift(value);
    return name !== "vary";
  });
  return { ...outcome, fields: [...others, ["vary", members.join(", ")]] };
}
