import { assert, assertEquals, assertNotEquals } from "@std/assert";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { findChromium, launch, look, type View } from "../demo/browser.ts";
import { faint, overflow } from "../demo/page_checks.ts";
import { startServer } from "../support/server.ts";
import { readPng } from "./png.ts";

const CHROMIUM = findChromium();
const WIDE: View = { width: 1280, height: 900, colorScheme: "light" };
const HOSTILE = `<img src=x onerror=document.title="owned">.txt`;
const BEFORE = new Date(Date.UTC(2026, 0, 15, 12, 30));

const FOLDERS = ["zoo", "Alps", "Alps/Mont Blanc & <b>sons</b>"];
const FILES: Readonly<Record<string, number>> = {
  [HOSTILE]: 10,
  "javascript:document.title='owned'": 20,
  "photo 10.jpg": 300,
  "photo 9.jpg": 20_000,
  "50% off? #1 & more.txt": 40,
  "a:b": 50,
  "äpfel 🍎.md": 60,
  "a long name that goes on and on, because people do call their files like that (final).docx":
    70,
  ["unbroken".repeat(20)]: 80,
  "favicon.ico": 0,
};

/** Just more entries than the server sorts. */
const LARGE = 10_010;

async function makeSite(): Promise<string> {
  const root = await Deno.makeTempDir();
  for (const name of FOLDERS) {
    const path = `${root}/${name.replace("</", "<")}`;
    await Deno.mkdir(path);
  }
  for (const [name, size] of Object.entries(FILES)) {
    const path = `${root}/${name}`;
    await Deno.writeFile(path, new Uint8Array(size));
    await Deno.utime(path, BEFORE, BEFORE);
  }
  await Deno.mkdir(`${root}/large`);
  for (let index = 0; index < LARGE; index++) {
    Deno.writeTextFileSync(`${root}/large/file ${index}`, "");
  }
  return root;
}

type Use = (
  open: (view: View, path?: string) => Promise<Page>,
  url: string,
) => Promise<void>;

/** All that is tried, in one browser on one site, since starting either takes longer than all of it. */
const cases: { readonly name: string; readonly use: Use }[] = [];

function browserTest(name: string, use: Use): void {
  cases.push({ name, use });
}

Deno.test({
  name: `listing in Chromium${
    CHROMIUM === null ? ": there is no Chromium here" : ""
  }`,
  ignore: CHROMIUM === null,
  fn: async (test) => {
    const root = await makeSite();
    let browser: Browser | undefined;
    try {
      await using server = await startServer([root]);
      const running = browser = await launch(CHROMIUM ?? "");
      for (const { name, use } of cases) {
        await test.step(name, () => inContexts(running, server.url, use));
      }
    } finally {
      await browser?.close();
      await Deno.remove(root, { recursive: true });
    }
  },
});

/** Fails where a page complains, or a script runs that is not the page's own. */
async function inContexts(
  browser: Browser,
  url: string,
  use: Use,
): Promise<void> {
  const faults: string[] = [];
  const contexts: BrowserContext[] = [];
  await use(async (view, path = "/") => {
    const context = await look(browser, url, view, faults);
    contexts.push(context);
    const page = await context.newPage();
    await page.goto(url + path);
    return page;
  }, url);
  for (const context of contexts) await context.close();
  assertEquals(faults, []);
}

const names = (page: Page): Promise<string[]> =>
  page.locator(".block a").allTextContents();

const focused = (page: Page): Promise<string> =>
  page.locator(":focus").evaluate((element) =>
    (element as unknown as { textContent: string }).textContent
  );

const SCHEMES = [
  { colorScheme: "light", paper: "#f4f6f8", card: "#ffffff", icon: "#0e6b6b" },
  { colorScheme: "dark", paper: "#10161f", card: "#182130", icon: "#6ccac2" },
] as const;

for (const { colorScheme, paper, card, icon } of SCHEMES) {
  for (
    const [width, javaScriptEnabled] of [[1280, true], [360, true], [
      360,
      false,
    ]] as const
  ) {
    const how = javaScriptEnabled ? "" : " without JavaScript";
    browserTest(
      `looks right ${colorScheme} at ${width} px${how}`,
      async (open) => {
        const page = await open({
          width,
          height: 900,
          colorScheme,
          javaScriptEnabled,
        });
        assertEquals(
          await page.locator("#filter").isVisible(),
          javaScriptEnabled,
        );
        const folder = page.locator("a.folder").first();
        const box = await folder.boundingBox();
        const screenshot = await page.screenshot({ fullPage: true });
        const picture = readPng(screenshot);
        keep(screenshot, `listing_${colorScheme}_${width}${how}.png`);
        assertEquals(picture.width, width);
        assertEquals(picture.at(1, 1), paper);
        assert(box !== null);
        const [x, y] = [(box?.x ?? 0) + 22, box?.y ?? 0];
        const column = Array.from(
          { length: 40 },
          (_, down) => picture.at(x, y + down),
        );
        assert(column.includes(icon), `the folder's picture: ${column}`);
        assert(column.includes(card), `the card behind it: ${column}`);
        assertEquals(await page.evaluate(overflow), []);
        assertEquals(await page.evaluate(faint), []);
      },
    );
  }
}

/** Keeps a picture for people to look at where `SCREENSHOTS` names a folder. */
function keep(screenshot: Uint8Array, name: string): void {
  const folder = Deno.env.get("SCREENSHOTS");
  if (folder) Deno.writeFileSync(`${folder}/${name}`, screenshot);
}

const SORTED = [
  "Alps",
  "large",
  "zoo",
  "50% off? #1 & more.txt",
  HOSTILE,
  "a long name that goes on and on, because people do call their files like that (final).docx",
  "a:b",
  "äpfel 🍎.md",
  "favicon.ico",
  "javascript:document.title='owned'",
  "photo 9.jpg",
  "photo 10.jpg",
  "unbroken".repeat(20),
];

browserTest("names are text, and each leads to its file", async (open, url) => {
  const page = await open(WIDE);
  assertEquals(await names(page), SORTED);
  assertEquals(await page.locator("main img, main b").count(), 0);
  assertEquals(await page.title(), new URL(url).host);
  const references = await page.locator(".block a").evaluateAll((links) =>
    links.map((link) => (link as unknown as { href: string }).href)
  );
  for (const reference of references) {
    const response = await fetch(reference);
    await response.body?.cancel();
    assertEquals(response.status, 200, reference);
  }
});

for (const javaScriptEnabled of [true, false]) {
  const how = javaScriptEnabled ? "without a reload" : "without JavaScript";
  browserTest(`a click on a column sorts ${how}`, async (open, url) => {
    const page = await open({ ...WIDE, javaScriptEnabled });
    let loads = 0;
    page.on("load", () => loads++);
    await page.getByRole("link", { name: "Size", exact: true }).click();
    await page.waitForURL(`${url}/?sort=size&order=desc`);
    assertEquals((await names(page)).slice(0, 5), [
      "Alps",
      "large",
      "zoo",
      "photo 9.jpg",
      "photo 10.jpg",
    ]);
    await page.getByRole("link", { name: "Size", exact: true }).click();
    await page.waitForURL(`${url}/?sort=size&order=asc`);
    assertEquals((await names(page)).at(-1), "photo 9.jpg");
    const heading = page.getByRole("columnheader", { name: "Size" });
    assertEquals(await heading.getAttribute("aria-sort"), "ascending");
    await page.getByRole("link", { name: "Name", exact: true }).click();
    await page.waitForURL(`${url}/?sort=name&order=asc`);
    assertEquals(await names(page), SORTED);
    assertEquals(loads, javaScriptEnabled ? 0 : 3);
  });
}

browserTest("the filter box narrows the list", async (open) => {
  const page = await open(WIDE);
  const box = page.getByRole("searchbox", { name: "Filter" });
  await box.fill("PHOTO");
  assertEquals(await names(page), ["photo 9.jpg", "photo 10.jpg"]);
  assertEquals(await page.getByRole("status").textContent(), "2 of 13 names");
  await page.getByRole("link", { name: "Size", exact: true }).click();
  await page.getByRole("link", { name: "Size", exact: true }).click();
  assertEquals(await names(page), ["photo 10.jpg", "photo 9.jpg"]);
  await box.fill("nothing like it");
  assertEquals(await names(page), []);
  assert(await page.getByText("No name matches.").isVisible());
  await page.keyboard.press("Escape");
  assertEquals((await names(page)).length, SORTED.length);
  assertEquals(await page.getByText("No name matches.").isVisible(), false);
});

browserTest("everything can be reached by keyboard", async (open, url) => {
  const page = await open(WIDE, "/Alps/");
  await page.keyboard.press("ArrowDown");
  assertEquals(await focused(page), "Mont Blanc & <b>sons<b>");
  await page.keyboard.press("ArrowUp");
  assertEquals(await focused(page), "Parent folder");
  await page.keyboard.press("Enter");
  await page.waitForURL(`${url}/`);
  await page.keyboard.press("/");
  await page.keyboard.type("zo");
  assertEquals(await names(page), ["zoo"]);
  await page.keyboard.press("Enter");
  await page.waitForURL(`${url}/zoo/`);
  assert(await page.getByText("This folder is empty.").isVisible());
  await page.goBack();
  await page.getByRole("link", { name: "Alps" }).focus();
  await page.keyboard.press("End");
  assertEquals(await focused(page), SORTED.at(-1));
  await page.keyboard.press("Home");
  assertEquals(await focused(page), SORTED[0]);
  for (let tabs = 0; tabs < 3; tabs++) await page.keyboard.press("Shift+Tab");
  await page.keyboard.press("Enter");
  await page.waitForURL(`${url}/?sort=name&order=desc`);
  assertEquals((await names(page))[0], "zoo");
});

browserTest("times are shown in the reader's own zone", async (open) => {
  const page = await open(WIDE);
  const row = page.getByRole("row", { name: "a:b" });
  const local = await page.evaluate(
    (time) => new Date(time).getHours(),
    BEFORE.getTime(),
  );
  const shown = await row.locator("time").textContent();
  assertEquals(shown, `2026-01-15 ${String(local).padStart(2, "0")}:30`);
  assertEquals(await page.locator("th small").count(), 0);
});

browserTest("a large folder sorts itself when it is whole", async (open) => {
  const page = await open(WIDE, "/large/?sort=name&order=desc");
  const rows = page.locator(".block a");
  // In blocks, most of which the browser need not lay out.
  assertEquals(await rows.count(), LARGE);
  assertEquals(await page.locator(".block").count(), Math.ceil(LARGE / 100));
  assertEquals(await rows.first().textContent(), `file ${LARGE - 1}`);
  assertEquals(await rows.last().textContent(), "file 0");
  assertEquals(await page.locator("#note").count(), 0);
  await page.getByRole("searchbox").fill("file 1000");
  // 1000, and 10000 to 10009.
  assertEquals((await names(page)).length, 11);
  assertEquals(await page.evaluate(overflow), []);
  const plain = await open(
    { ...WIDE, javaScriptEnabled: false },
    "/large/",
  );
  assert(await plain.locator("#note").isVisible());
  assertNotEquals(await plain.locator(".block a").count(), 0);
});
