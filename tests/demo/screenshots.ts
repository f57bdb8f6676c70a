/**
 * Makes the pictures of the manual: starts real servers on a small site, breaks scripts, asks for pages, and has
 * Chromium look. It takes two minutes; the sizes are told, since the executable carries all of them.
 *
 * ```
 * deno run -A tests/demo/screenshots.ts [NAME…]
 * ```
 */
import type { Browser, Page } from "playwright-core";
import {
  runGatehouse,
  startServer,
  type TestServer,
} from "../support/server.ts";
import { findChromium, launch } from "./browser.ts";
import { WWW } from "./page.ts";

/** Where the pictures are. */
export const PICTURES: string = `${WWW}/manual/pictures`;
/** How wide a page is when it is looked at, in pixels. */
export const WIDTH = 900;

const NO_HEADER = `#!/usr/bin/env python3
name = "you"
print("Hello,", name)
`;
const HALF = `#!/usr/bin/env python3
people = {"Ada": 1815, "Grace": 1906}

print("Content-Type: text/html; charset=utf-8")
print()
print("<!doctype html><h1>Birthdays</h1>")
for name in ["Ada", "Grace", "Alan"]:
    print(f"<p>{name} was born in {people[name]}.</p>")
`;
const NOT_CLOSED = `#!/usr/bin/env python3
print("Content-Type: text/html; charset=utf-8"
print()
`;
const WINDOWS =
  `#!/usr/bin/env python3\r\nprint("Content-Type: text/html")\r\n`;
const SLOW = `#!/bin/sh
sleep 0.2
printf 'Content-Type: text/plain\\n\\nHello\\n'
`;

/** A site in a folder that is made for it, and a browser that looks at it. */
interface Studio {
  readonly folder: string;
  write(path: string, text: string): Promise<void>;
  serve(...options: string[]): Promise<TestServer>;
  /** A page as readers see it, so many pixels high. */
  show(url: string, height: number): Promise<Page>;
}

/** What a picture shows: `use` takes it, while all that it needs is there. */
type Take = (
  studio: Studio,
  use: (page: Page, part?: string) => Promise<void>,
) => Promise<void>;

/** All pictures, by name. */
export const TAKES: Readonly<Record<string, Take>> = {
  async explanation({ write, serve, show }, use) {
    await write("cgi-bin/greet.py", NO_HEADER);
    await using server = await serve("--dev");
    await use(await show(`${server.url}/cgi-bin/greet.py`, 780));
  },

  async half({ write, serve, show }, use) {
    await write("cgi-bin/birthdays.py", HALF);
    await using server = await serve("--dev");
    await use(await show(`${server.url}/cgi-bin/birthdays.py`, 480));
  },

  async listing({ folder, write, serve, show }, use) {
    const files = { "data.csv": 15, "plan.txt": 2, "report.pdf": 482 };
    for (const [index, [name, size]] of Object.entries(files).entries()) {
      await write(`www/notes/${name}`, "x".repeat(size * 1000));
      const time = new Date(Date.UTC(2026, 4 + index, 7 * index + 2, 14, 30));
      await Deno.utime(`${folder}/www/notes/${name}`, time, time);
    }
    await using server = await serve();
    await use(await show(`${server.url}/notes/`, 380));
  },

  async status({ write, serve, show }, use) {
    await write("cgi-bin/hello.sh", SLOW);
    await write("cgi-bin/greet.py", NO_HEADER);
    await using server = await serve("--status");
    const page = await show(`${server.url}/-/status`, 1_100);
    await visit(server.url, 75_000);
    await use(page);
  },

  async form({ folder, show }, use) {
    await Deno.mkdir(`${folder}/empty`);
    await using server = await startServer([], { cwd: `${folder}/empty` });
    const page = await show(`${server.url}/`, 760);
    await page.fill("input", "Ada");
    await use(page, "form");
  },

  async check({ folder, write, show }, use) {
    await write("cgi-bin/greet.py", NOT_CLOSED);
    await write("cgi-bin/upload.py", WINDOWS);
    await write("cgi-bin/hello.sh", SLOW);
    await write("www/index.html~", "<h1>Old</h1>");
    const { stdout } = await runGatehouse(["check"], {
      cwd: folder,
      env: OWN_PATH,
    });
    await use(await show(terminal("gatehouse check", stdout), 100));
  },
};

/** What people have on their PATH, and no more. */
const OWN_PATH = { PATH: "/usr/local/bin:/usr/bin:/bin" };

/** Asks for pages and scripts, now more and now less, for so many milliseconds. */
async function visit(url: string, milliseconds: number): Promise<void> {
  const end = performance.now() + milliseconds;
  const visitor = async (path: string, pace: number) => {
    while (performance.now() < end) {
      await (await fetch(url + path)).body?.cancel();
      const swell = 1.4 + Math.sin(performance.now() / 9_000);
      await new Promise((resolve) => setTimeout(resolve, pace * swell));
    }
  };
  await Promise.all([
    visitor("/", 25),
    visitor("/index.html", 60),
    visitor("/none", 400),
    visitor("/cgi-bin/hello.sh", 200),
    visitor("/cgi-bin/hello.sh", 350),
    visitor("/cgi-bin/greet.py", 2_500),
  ]);
}

function terminal(command: string, text: string): string {
  const plain = (text: string) =>
    text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
  const page = `<!doctype html><meta charset="utf-8"><style>
body { margin: 0; padding: 1rem 1.2rem; white-space: pre-wrap;
  background: #f4f6f8; color: #1d2733; font: 14px/1.5 monospace }
b { color: #0e6b6b }
</style><b>$</b> ${plain(command)}\n${plain(text.trimEnd())}\n<b>$</b> `;
  return `data:text/html;charset=utf-8,${encodeURIComponent(page)}`;
}

/** Makes a site, whose folder is on the pictures. Throws where there is something of that name. */
async function open(browser: Browser): Promise<Studio & AsyncDisposable> {
  const folder = "/tmp/mysite";
  await Deno.mkdir(folder);
  for (const name of ["www/notes", "cgi-bin"]) {
    await Deno.mkdir(`${folder}/${name}`, { recursive: true });
  }
  const context = await browser.newContext({
    colorScheme: "light",
    locale: "en-GB",
    timezoneId: "UTC",
  });
  const studio: Studio = {
    folder,
    async write(path, text) {
      const mode = path.startsWith("cgi-bin/") ? 0o755 : 0o644;
      await Deno.writeTextFile(`${folder}/${path}`, text, { mode });
    },
    serve: (...options) =>
      startServer([...options, "--port", "8000"], {
        cwd: folder,
        env: OWN_PATH,
      }),
    async show(url, height) {
      const page = await context.newPage();
      await page.setViewportSize({ width: WIDTH, height });
      await page.goto(url);
      return page;
    },
  };
  await studio.write("www/index.html", "<!doctype html><h1>It works</h1>\n");
  return {
    ...studio,
    async [Symbol.asyncDispose]() {
      await context.close();
      await Deno.remove(folder, { recursive: true });
    },
  };
}

async function take(browser: Browser, name: string): Promise<number> {
  const path = `${PICTURES}/${name}.png`;
  await using studio = await open(browser);
  await TAKES[name]?.(studio, async (page, part) => {
    if (part === undefined) {
      const fullPage = page.url().startsWith("data:");
      await page.screenshot({ path, fullPage });
    } else await page.locator(part).first().screenshot({ path });
  });
  return (await Deno.stat(path)).size;
}

if (import.meta.main) {
  const program = findChromium();
  if (program === null) {
    console.error("There is no Chromium here; CHROMIUM may name one.");
    Deno.exit(1);
  }
  await Deno.mkdir(PICTURES, { recursive: true });
  const browser = await launch(program);
  const names = Deno.args.length > 0 ? Deno.args : Object.keys(TAKES);
  for (const name of names) {
    const bytes = await take(browser, name);
    console.log(`${name}.png  ${Math.round(bytes / 1000)} kB`);
  }
  await browser.close();
}
