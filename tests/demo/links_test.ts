import { assert, assertEquals } from "@std/assert";
import { attributeValues, sitePages, WWW } from "./page.ts";
import { SCRIPTS } from "./script_run.ts";

const PAGES = sitePages();
const BASE = "http://gatehouse.test/";

/** The file that a path of the demo site is answered from, or `null` where there is none. */
function fileOf(path: string): string | null {
  const [, script] = /^cgi-bin\/([^/]+)/.exec(path) ?? [];
  const file = script !== undefined
    ? `${SCRIPTS}/${script}`
    : `${WWW}/${path}${path === "" || path.endsWith("/") ? "index.html" : ""}`;
  try {
    return Deno.statSync(file).isFile ? file : null;
  } catch {
    return null;
  }
}

/** What is wrong with a link on a page, or `null`. */
function linkFault(page: string, link: string): string | null {
  const url = new URL(link, BASE + page);
  if (url.origin !== new URL(BASE).origin) {
    return url.protocol === "https:" ? null : `${link} is not secure`;
  }
  const file = fileOf(decodeURIComponent(url.pathname.slice(1)));
  if (file === null) return `${link} leads nowhere`;
  const anchor = decodeURIComponent(url.hash.slice(1));
  if (anchor === "") return null;
  const ids = attributeValues(Deno.readTextFileSync(file), "id");
  return ids.includes(anchor) ? null : `${link} has no such anchor`;
}

for (const page of PAGES) {
  Deno.test(`www/${page}: links, anchors and resources are there`, () => {
    const html = Deno.readTextFileSync(`${WWW}/${page}`);
    const links = ["href", "src", "action", "formaction"]
      .flatMap((name) => attributeValues(html, name));
    assert(links.length > 3, "the page has links at all");
    const faults = links.flatMap((link) => linkFault(page, link) ?? []);
    assertEquals(faults, []);
  });

  Deno.test(`www/${page}: nothing that default-src 'self' forbids`, () => {
    const html = Deno.readTextFileSync(`${WWW}/${page}`);
    assertEquals(/<script(?![^>]*\ssrc=)|<style/i.test(html), false);
    assertEquals(attributeValues(html, "style"), []);
    assertEquals(/<[a-z][^>]*\son[a-z]+\s*=/i.test(html), false);
    assertEquals(/["'(=]\s*(?:data|javascript):/i.test(html), false);
    const loaded = html.match(
      /<(?!a\s)[a-z][^>]*\s(?:href|src|action)=[^>]*>/gi,
    );
    const elsewhere = /(?:href|src|action)="(?:[a-z]+:)?\/\//i;
    assertEquals(loaded?.filter((tag) => elsewhere.test(tag)), []);
  });

  Deno.test(`www/${page}: what every page needs`, () => {
    const html = Deno.readTextFileSync(`${WWW}/${page}`);
    assert(/^<!doctype html>\s*<html lang="[a-z]/i.test(html), "language");
    assert(/<meta charset="utf-8">/i.test(html), "encoding");
    assert(/<meta\s+name="viewport"/i.test(html), "viewport");
    assert(/<title>[^<]{5,}<\/title>/.test(html), "title");
    assertEquals([...html.matchAll(/<h1[\s>]/g)].length, 1, "one h1");
    const ids = attributeValues(html, "id");
    assertEquals(ids.filter((id, at) => ids.indexOf(id) !== at), [], "ids");
    const images = html.match(/<img[^>]*>/g) ?? [];
    assert(images.every((image) => /\salt=/.test(image)), "alt of each image");
  });
}

Deno.test("every page of the manual can be reached from its contents", () => {
  const reached = (folder: string) =>
    attributeValues(
      Deno.readTextFileSync(`${WWW}/${folder}index.html`),
      "href",
    ).map((link) => new URL(link, BASE + folder).pathname.slice(1));
  for (const folder of ["manual/", "manual/zh/"]) {
    const pages = PAGES.filter((page) =>
      page.startsWith(folder) && !page.slice(folder.length).includes("/") &&
      !page.endsWith("/index.html")
    );
    const contents = reached(folder);
    assertEquals(pages.filter((page) => !contents.includes(page)), []);
  }
});

Deno.test("a link that leads nowhere is noticed", () => {
  assertEquals(linkFault("index.html", "manual/none.html") !== null, true);
  assertEquals(linkFault("index.html", "#none") !== null, true);
  assertEquals(linkFault("index.html", "cgi-bin/none.js") !== null, true);
  assertEquals(
    linkFault("index.html", "http://elsewhere.test/") !== null,
    true,
  );
  assertEquals(linkFault("index.html", "manual/#learn"), null);
});
