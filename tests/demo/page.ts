import { fileURLToPath } from "node:url";

/** Where the site and the manual are. */
export const WWW: string = fileURLToPath(new URL("../../www", import.meta.url));

/** Every page of the site, as paths from its root. */
export function sitePages(folder = ""): string[] {
  return [...Deno.readDirSync(`${WWW}/${folder}`)].flatMap((entry) => {
    const path = `${folder}${entry.name}`;
    if (entry.isDirectory) return sitePages(`${path}/`);
    return path.endsWith(".html") ? [path] : [];
  }).sort();
}

/** The values of an attribute in the order they stand in a page. */
export function attributeValues(html: string, name: string): string[] {
  const tags = html.matchAll(/<[a-z][^>]*>/gi);
  const pattern = new RegExp(`\\s${name}="([^"]*)"`, "i");
  return [...tags].flatMap(([tag]) => {
    const value = pattern.exec(tag)?.[1];
    return value === undefined ? [] : [decodeHtml(value)];
  });
}

const ENTITIES: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
};

/** Text as a reader sees it, from HTML without tags. */
export function decodeHtml(html: string): string {
  return html.replace(
    /&(?:#x([\da-f]+)|#(\d+)|(\w+));/gi,
    (entity, hex, decimal, name) =>
      name
        ? ENTITIES[name] ?? entity
        : String.fromCodePoint(hex ? parseInt(hex, 16) : Number(decimal)),
  );
}

/** A file that a page shows: its name stands above it. */
export interface ShownFile {
  readonly name: string;
  readonly text: string;
}

const FIGURE =
  /<figure>\s*<figcaption>\s*<code>([^<]+)<\/code>\s*<\/figcaption>\s*<pre><code>(.*?)<\/code><\/pre>\s*<\/figure>/gs;

/** The files that a page of the manual shows, in their order. */
export function shownFiles(page: string): ShownFile[] {
  const html = Deno.readTextFileSync(`${WWW}/${page}`);
  return [...html.matchAll(FIGURE)].map(([, name = "", code = ""]) => ({
    name,
    text: decodeHtml(code.replace(/<[^>]+>/g, "")) + "\n",
  }));
}
