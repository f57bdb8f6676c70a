import { assert, assertEquals } from "@std/assert";
import { listeners } from "../../lib/live/events.ts";
import { type Change, matters, watchFiles } from "../../lib/live/watch.ts";
import type { Reply } from "../../lib/http/exchange.ts";
import { exchange } from "../support/exchange.ts";
import { until } from "../support/until.ts";

const WATCHED = { paths: ["/site/www", "/opt/hg"], except: ["/site/www/data"] };

const PATHS: { path: string; want: boolean }[] = [
  { path: "/site/www/index.html", want: true },
  { path: "/site/www/deep/er/a.js", want: true },
  { path: "/opt/hg", want: true },
  { path: "/site/www", want: true },
  { path: "/site/www2/index.html", want: false },
  { path: "/site/www/data/votes.json", want: false },
  { path: "/site/www/.git/index", want: false },
  { path: "/site/www/a.html~", want: false },
  { path: "/site/www/.a.html.swp", want: false },
  { path: "/site/www/__pycache__/a.cpython-313.pyc", want: false },
  { path: "/site/www/visits.log", want: false },
  { path: "/site/www/guests.sqlite3-journal", want: false },
  { path: "/site/www/4913", want: false },
  { path: "/site/www/catalog.html", want: true },
];

for (const { path, want } of PATHS) {
  Deno.test(`a change of ${path} ${want ? "matters" : "means nothing"}`, () => {
    assertEquals(matters(path, WATCHED), want);
  });
}

Deno.test("what is saved is told once it is quiet; styles are told apart", async () => {
  const folder = Deno.realPathSync(await Deno.makeTempDir());
  const single = `${folder}/single`;
  await Deno.mkdir(`${folder}/www`);
  await Deno.writeTextFile(single, "1");
  const changes: Change[] = [];
  const failures: string[] = [];
  const stop = watchFiles({
    paths: [`${folder}/www`, single],
    except: [],
    changed: (change) => void changes.push(change),
    failed: (reason) => void failures.push(reason),
  });
  try {
    const saved = async (name: string) => {
      const before = changes.length;
      await Deno.writeTextFile(`${folder}/${name}`, String(Math.random()));
      await until(() => changes.length > before, name);
      return changes.at(-1)?.stylesOnly;
    };
    assertEquals(await saved("www/a.css"), true);
    assertEquals(await saved("www/a.html"), false);
    await Deno.mkdir(`${folder}/www/new`);
    await until(() => changes.length === 3, "the folder");
    assertEquals(await saved("www/new/b.html"), false);
    assertEquals(await saved("single"), false);
    // Editors put a new file in the place of the old one.
    await Deno.writeTextFile(`${folder}/other`, "2");
    const before = changes.length;
    await Deno.rename(`${folder}/other`, single);
    await until(() => changes.length > before, "the file that was replaced");
    await until(async () => {
      const seen = changes.length;
      await Deno.writeTextFile(single, String(Math.random()));
      await new Promise((resolve) => setTimeout(resolve, 150));
      return changes.length > seen;
    }, "the new file to be watched");
    assertEquals(failures, []);
  } finally {
    stop();
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("what cannot be watched is told", async () => {
  const failures: string[] = [];
  const stop = watchFiles({
    paths: ["/nowhere/at/all"],
    except: [],
    changed: () => {},
    failed: (reason) => void failures.push(reason),
  });
  await until(() => failures.length === 1, "the failure");
  stop();
});

function streamOf(reply: unknown): ReadableStreamDefaultReader<Uint8Array> {
  const { content } = reply as Reply;
  if (content instanceof ReadableStream) return content.getReader();
  throw new Error("the reply is no stream");
}

Deno.test("pages are told of changes, also of those they missed, until all is stopped", async () => {
  const pages = listeners();
  const ask = (since: number) =>
    streamOf(pages.handler(exchange(`/-/live?since=${since}`)));
  const next = async (reader: ReadableStreamDefaultReader<Uint8Array>) =>
    new TextDecoder().decode((await reader.read()).value);
  const late = ask(0);
  assertEquals(await next(late), "retry: 300\n\n");
  assert((await next(late)).startsWith("data: page "));
  const one = ask(Date.now() + 1000);
  assertEquals(await next(one), "retry: 300\n\n");
  pages.tell({ time: 17, stylesOnly: true });
  assertEquals(await next(one), "data: styles 17\n\n");
  assertEquals(await next(late), "data: styles 17\n\n");
  await late.cancel();
  pages.tell({ time: 18, stylesOnly: false });
  assertEquals(await next(one), "data: page 18\n\n");
  pages.stop();
  assertEquals((await one.read()).done, true);
  assertEquals(await next(ask(99)), "retry: 300\n\n");
});

Deno.test("a page that reads nothing is left out, and of too many the oldest", async () => {
  const pages = listeners();
  const lazy = streamOf(pages.handler(exchange("/-/live")));
  for (let time = 0; time < 40; time++) {
    pages.tell({ time, stylesOnly: false });
  }
  let messages = 0;
  while (!(await lazy.read()).done) messages++;
  assert(messages < 25, `${messages}`);
  const readers = Array.from(
    { length: 65 },
    () => streamOf(pages.handler(exchange("/-/live"))),
  );
  await readers[0]?.read();
  assertEquals((await readers[0]?.read())?.done, true);
  pages.stop();
});
