import { assert, assertEquals } from "@std/assert";
import { sitePages, WWW } from "./page.ts";
import { PICTURES, TAKES, WIDTH } from "./screenshots.ts";

const FILES = [...Deno.readDirSync(PICTURES)].map(({ name }) => name).sort();

/** Width and height, as the first chunk of a PNG has them. */
function sizeOf(file: string): [width: number, height: number] {
  const bytes = Deno.readFileSync(`${PICTURES}/${file}`);
  const view = new DataView(bytes.buffer);
  assertEquals([...bytes.slice(1, 4)], [0x50, 0x4e, 0x47], `${file} is a PNG`);
  return [view.getUint32(16), view.getUint32(20)];
}

Deno.test("each picture of the manual is one that the program takes, and none is missing", () => {
  const names = Object.keys(TAKES).map((name) => `${name}.png`);
  assertEquals(FILES, names.sort());
});

Deno.test("pictures are no wider than a page, and small enough to be carried along", () => {
  let sum = 0;
  for (const file of FILES) {
    assert(sizeOf(file)[0] <= WIDTH, file);
    sum += Deno.statSync(`${PICTURES}/${file}`).size;
  }
  assert(sum < 600_000, `${sum} bytes`);
});

Deno.test("each picture is shown, in its size, and told to those who do not see it", () => {
  const shown = new Set<string>();
  for (const page of sitePages()) {
    const html = Deno.readTextFileSync(`${WWW}/${page}`);
    const pattern =
      /<img\s+src="[^"]*pictures\/([^"]+)"\s+width="(\d+)"\s+height="(\d+)"\s+alt="([^"]+)"/g;
    for (
      const [, file = "", width, height, alt = ""] of html.matchAll(pattern)
    ) {
      shown.add(file);
      assertEquals([Number(width), Number(height)], sizeOf(file), page);
      assert(alt.length > 30, `${page}: ${file} has words`);
    }
    const count = html.split("pictures/").length - 1;
    assertEquals([...html.matchAll(pattern)].length, count, page);
  }
  assertEquals([...shown].sort(), FILES);
});
