import { assert, assertEquals } from "@std/assert";
import { Buffer } from "node:buffer";
import type { Browser, Page } from "playwright-core";
import { startServer } from "../support/server.ts";
import { findChromium, launch, look, type View } from "./browser.ts";
import { faint, overflow, styleOf } from "./page_checks.ts";
import { sitePages } from "./page.ts";
import { runs } from "../support/program.ts";

const CHROMIUM = findChromium();
const HOSTILE = "Zoë <b>& 李 ' \" <img src=x onerror=alert(1)>";
const STRICT = "Content-Security-Policy: default-src 'self'";

const WIDE: View = { width: 1280, height: 800, colorScheme: "light" };

/** Runs `use` in a browser on the demo site, which an empty folder is answered with. */
function browserTest(
  name: string,
  use: (
    look: (view: View) => Promise<Page>,
    url: string,
    test: Deno.TestContext,
  ) => Promise<void>,
): void {
  if (CHROMIUM === null) {
    Deno.test.ignore(`${name}: there is no Chromium here`, () => {});
    return;
  }
  Deno.test(name, async (test) => {
    const folder = await Deno.makeTempDir();
    const faults: string[] = [];
    let browser: Browser | undefined;
    try {
      await using server = await startServer(["--header", STRICT], {
        cwd: folder,
      });
      browser = await launch(CHROMIUM);
      const open = browser;
      await use(
        async (view) =>
          await (await look(open, server.url, view, faults)).newPage(),
        server.url,
        test,
      );
      await browser.close();
      browser = undefined;
    } finally {
      await browser?.close();
      await Deno.remove(folder, { recursive: true });
    }
    assertEquals(faults, []);
  });
}

const LANGUAGES = [
  { button: "JavaScript", file: "post.js", program: Deno.execPath() },
  { button: "Python", file: "post.py", program: "python3" },
  { button: "Perl", file: "post.pl", program: "perl" },
  { button: "sh", file: "post.sh", program: "sh" },
];

for (const javaScriptEnabled of [true, false]) {
  const how = javaScriptEnabled ? "" : " with JavaScript switched off";
  browserTest(
    `demo in Chromium${how}: the picture shows, the form is answered`,
    async (look, url, test) => {
      const page = await look({ ...WIDE, javaScriptEnabled });
      await test.step("the picture is painted", async () => {
        await page.goto(`${url}/`);
        assertEquals(
          await page.locator(".hero img").evaluate((image) => {
            const { complete, naturalWidth } = image as unknown as {
              complete: boolean;
              naturalWidth: number;
            };
            return { complete, naturalWidth };
          }),
          { complete: true, naturalWidth: 960 },
        );
      });
      for (const { button, file, program } of LANGUAGES) {
        const probe = program === "sh" ? ["-c", "exit"] : ["--version"];
        await test.step({
          name: `${button} answers`,
          ignore: !runs(program, ...probe),
          fn: async () => {
            await page.goto(`${url}/`);
            await page.getByLabel("Your first name").fill(HOSTILE);
            await page.getByRole("button", { name: button, exact: true })
              .click();
            await page.waitForURL(`${url}/cgi-bin/${file}`);
            assertEquals(
              await page.locator("h1").textContent(),
              `Hello, ${HOSTILE}!`,
            );
            assertEquals(await page.locator("main img, main b").count(), 0);
            assertEquals(
              await page.locator("main").evaluate(styleOf, "borderTopStyle"),
              "solid",
            );
          },
        });
      }
    },
  );
}

browserTest(
  "demo in Chromium: Enter sends the form to the first script",
  async (look, url) => {
    const page = await look(WIDE);
    await page.goto(`${url}/`);
    await page.getByLabel("Your first name").fill("Ada");
    await page.getByLabel("Your first name").press("Enter");
    await page.waitForURL(`${url}/cgi-bin/post.js`);
    assertEquals(await page.locator("h1").textContent(), "Hello, Ada!");
    await page.getByRole("link", { name: "Back to the front page" }).click();
    await page.waitForURL(`${url}/`);
  },
);

browserTest("demo in Chromium: the other scripts", async (look, url, test) => {
  const page = await look(WIDE);
  await test.step("guestbook: sign, see it, reload without signing again", async () => {
    await page.goto(`${url}/`);
    await page.getByRole("link", { name: "Guestbook" }).click();
    await page.getByLabel("Your name").fill("Zoë");
    await page.getByLabel("Your words").fill("<script>alert(1)</script>\n李");
    await page.getByRole("button", { name: "Sign" }).click();
    const entry = page.locator(".entries li");
    await entry.waitFor();
    await page.reload();
    assertEquals(await entry.count(), 1);
    assertEquals(
      await entry.locator("p").first().textContent(),
      "<script>alert(1)</script>\n李",
    );
  });
  await test.step("upload: a file with a hostile name", async () => {
    await page.goto(`${url}/cgi-bin/upload.js`);
    await page.getByLabel("Files").setInputFiles({
      name: '<b>"李".txt',
      mimeType: "text/plain",
      buffer: Buffer.from("hello\n"),
    });
    await page.getByRole("button", { name: "Send" }).click();
    await page.locator(".file").waitFor();
    assertEquals(await page.locator(".file dd").allTextContents(), [
      '<b>"李".txt',
      "6 bytes",
      "5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03",
    ]);
  });
  await test.step("environment: the extra path and the query", async () => {
    await page.goto(`${url}/`);
    await page.getByRole("link", { name: "Environment" }).click();
    const value = (name: string) =>
      page.locator("tr", { hasText: new RegExp(`^${name}`) }).locator("td")
        .textContent();
    assertEquals(await value("PATH_INFO"), "/extra/path");
    assertEquals(await value("QUERY_STRING"), "a=query");
  });
  await test.step("clock: lines show while the page still loads", async () => {
    await page.goto(`${url}/cgi-bin/clock.js?seconds=2`, {
      waitUntil: "commit",
    });
    const line = page.locator(".clock li");
    await line.first().waitFor();
    assertEquals(await page.getByText("Done.").count(), 0);
    await page.getByText("Done.").waitFor();
    assertEquals(await line.count(), 2);
  });
});

browserTest(
  "demo in Chromium: the code of each language can be chosen by keyboard",
  async (look, url) => {
    const page = await look({ ...WIDE, javaScriptEnabled: false });
    await page.goto(`${url}/`);
    const shown = () => page.locator(".tabs pre:visible").allTextContents();
    assert((await shown()).join().includes("Deno.stdin"));
    await page.getByLabel("JavaScript").focus();
    await page.keyboard.press("ArrowRight");
    const texts = await shown();
    assertEquals(texts.length, 1);
    assert(texts.join().includes("python3"));
  },
);

const SCRIPTS = ["post.js", "env.js", "upload.js", "guestbook.js"];

for (const colorScheme of ["light", "dark"] as const) {
  browserTest(
    `site in Chromium: no page is wider than 360 px, and text can be read (${colorScheme})`,
    async (look, url, test) => {
      const page = await look({ width: 360, height: 740, colorScheme });
      const paths = [
        ...sitePages().map((path) => path.replace(/index\.html$/, "")),
        ...SCRIPTS.map((name) => `cgi-bin/${name}`),
      ];
      for (const path of paths) {
        await test.step(`/${path}`, async () => {
          await page.goto(`${url}/${path}`);
          assertEquals(await page.evaluate(overflow), []);
          assertEquals(await page.evaluate(faint), []);
        });
      }
    },
  );
}

browserTest("what is too wide or too faint is noticed", async (look) => {
  const page = await look({ ...WIDE, width: 360 });
  await page.setContent(
    `<main><p style="color: #aaa">faint</p><div style="width: 400px">wide</div>
      <div style="overflow-x: auto"><div style="width: 400px">scrolls</div></div></main>`,
  );
  assertEquals((await page.evaluate(faint)).length, 1);
  assertEquals(await page.evaluate(overflow), [
    "the page is 408 px wide",
    '<div style="width: 400px">wide</div>',
  ]);
});
