import { assertEquals, assertMatch } from "@std/assert";
import { findChromium, launch, look, type View } from "../demo/browser.ts";
import { startServer } from "../support/server.ts";
import { until } from "../support/until.ts";

const CHROMIUM = findChromium();
if (CHROMIUM === null) console.warn("no Chromium: save and see is not tested");
const VIEW: View = { width: 1000, height: 800, colorScheme: "light" };

const GOOD = `#!/bin/sh
echo "Content-Type: text/html; charset=utf-8"
echo
echo "<!doctype html><title>Clock</title><h1>It works</h1>"
`;
const BROKEN = "#!/bin/sh\r\necho Content-Type: text/html\r\n";
const PAGE = `<!doctype html><html lang="en"><title>Page</title>
<link rel="stylesheet" href="style.css"><body><h1>One</h1></body></html>`;

const STYLES = {
  name: "h1",
  colour: (element: unknown): string =>
    // deno-lint-ignore no-explicit-any -- the page's own globals, which are not ours
    (globalThis as any).getComputedStyle(element).color,
};

Deno.test({
  name:
    "save and see: a script is broken, explained, mended, and the page turns good by itself",
  ignore: CHROMIUM === null || Deno.build.os === "windows",
  async fn(t) {
    const cwd = await Deno.makeTempDir();
    await Deno.mkdir(`${cwd}/www`);
    await Deno.mkdir(`${cwd}/cgi-bin`);
    const script = `${cwd}/cgi-bin/clock`;
    await Deno.writeTextFile(script, GOOD, { mode: 0o755 });
    await Deno.writeTextFile(`${cwd}/www/index.html`, PAGE);
    await Deno.writeTextFile(`${cwd}/www/style.css`, "h1 { color: red }");
    await Deno.writeTextFile(`${cwd}/www/favicon.ico`, "");
    const faults: string[] = [];
    const browser = await launch(CHROMIUM ?? "");
    try {
      await using server = await startServer(["--dev"], { cwd });
      const context = await look(browser, server.url, VIEW, faults);
      const page = await context.newPage();
      const heading = () => page.textContent("h1").catch(() => null);
      const shows = (wanted: RegExp) =>
        until(
          async () => wanted.test(await heading() ?? ""),
          `${wanted}`,
        );
      await t.step("the script works", async () => {
        await page.goto(`${server.url}/cgi-bin/clock`);
        assertEquals(await heading(), "It works");
      });
      await t.step("it is broken: the explanation comes", async () => {
        await Deno.writeTextFile(script, BROKEN);
        await shows(/Windows line ends|CR LF/);
        assertMatch(await page.content(), /What to do/);
      });
      await t.step("it is mended: the page comes back", async () => {
        await Deno.writeTextFile(script, GOOD);
        await shows(/^It works$/);
      });
      await t.step("the executable bit is taken and given", async () => {
        await Deno.chmod(script, 0o644);
        await shows(/executable/);
        await Deno.chmod(script, 0o755);
        await shows(/^It works$/);
      });
      await t.step("a page is changed", async () => {
        await page.goto(`${server.url}/`);
        assertEquals(await heading(), "One");
        const changed = PAGE.replace("One", "Two");
        await Deno.writeTextFile(`${cwd}/www/index.html`, changed);
        await shows(/^Two$/);
      });
      await t.step(
        "a style is changed, and the page is not loaded anew",
        async () => {
          const mark = "document.title = 'not loaded anew'";
          await page.evaluate(mark);
          await Deno.writeTextFile(
            `${cwd}/www/style.css`,
            "h1 { color: blue }",
          );
          await until(
            async () =>
              await page.$eval(STYLES.name, STYLES.colour) === "rgb(0, 0, 255)",
            "the colour",
          );
          assertEquals(await page.title(), "not loaded anew");
        },
      );
      await context.close();
    } finally {
      await browser.close();
      await Deno.remove(cwd, { recursive: true });
    }
    // A page that is refused is told of on the console as well.
    assertEquals(
      faults.filter((fault) => !/status of (502|403|500)/.test(fault)),
      [],
    );
  },
});
