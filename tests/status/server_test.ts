import { assert, assertEquals, assertMatch } from "@std/assert";
import type { Snapshot } from "../../lib/status/mod.ts";
import { findChromium, launch, look } from "../demo/browser.ts";
import { faint, overflow } from "../demo/page_checks.ts";
import { sendRaw } from "../support/raw.ts";
import { startServer, type TestServer } from "../support/server.ts";
import { until } from "../support/until.ts";

const POSIX = Deno.build.os !== "windows";
const CHROMIUM = findChromium();
if (CHROMIUM === null) console.warn("no Chromium: the page is not looked at");

const SLOW = `#!/bin/sh
echo "Content-Type: text/plain"; echo
while [ ! -e "$DOCUMENT_ROOT/go" ]; do sleep 0.05; done
`;
const BAD = '#!/bin/sh\necho "about <b>it</b>" >&2\necho Hello\n';

async function withSite<T>(use: (cwd: string) => Promise<T>): Promise<T> {
  const cwd = await Deno.makeTempDir();
  try {
    await Deno.mkdir(`${cwd}/www`);
    await Deno.mkdir(`${cwd}/cgi-bin`);
    await Deno.writeTextFile(`${cwd}/www/index.html`, "<h1>One</h1>");
    for (const [name, text] of Object.entries({ slow: SLOW, bad: BAD })) {
      await Deno.writeTextFile(`${cwd}/cgi-bin/${name}`, text, { mode: 0o755 });
    }
    return await use(cwd);
  } finally {
    await Deno.remove(cwd, { recursive: true });
  }
}

async function snapshot({ url }: TestServer): Promise<Snapshot> {
  return await (await fetch(`${url}/-/status`)).json();
}

/** Reads the answer to its end: a client that leaves ends its script. */
async function ask({ url }: TestServer, path: string): Promise<number> {
  const response = await fetch(url + path);
  await response.arrayBuffer();
  return response.status;
}

Deno.test({
  name: "/-/status tells what goes on, as JSON and as events",
  ignore: !POSIX,
  async fn(t) {
    await withSite(async (cwd) => {
      await using server = await startServer(
        ["--status", "--max-scripts", "1", "--allow-host", "evil.test"],
        { cwd },
      );
      await t.step("requests, statuses and failures", async () => {
        await ask(server, "/");
        await ask(server, "/nothing");
        await ask(server, "/cgi-bin/bad");
        let told = await snapshot(server);
        await until(async () => {
          told = await snapshot(server);
          return told.lastMinute.requests === 3;
        }, "three requests");
        assertEquals(told.lastMinute.statuses, [0, 1, 0, 1, 1]);
        assertEquals(told.total.requests, 3);
        assert(told.lastMinute.p95 !== null);
        assertEquals(told.seconds.length, 120);
        const [bad] = told.scripts;
        assertEquals([bad?.name, bad?.runs], ["/cgi-bin/bad", 1]);
        assertEquals(bad?.failures, { "no-header": 1 });
        assertEquals(bad?.stderr, "about <b>it</b>");
      });
      await t.step("what runs and what waits", async () => {
        const answers = [
          ask(server, "/cgi-bin/slow"),
          ask(server, "/cgi-bin/slow"),
        ];
        await until(async () => {
          const { scripts } = await snapshot(server);
          const slow = scripts.find(({ name }) => name === "/cgi-bin/slow");
          return slow?.running.length === 1 && slow.waiting === 1;
        }, "one to run and one to wait");
        await Deno.writeTextFile(`${cwd}/www/go`, "");
        assertEquals(await Promise.all(answers), [200, 200]);
        await until(async () => {
          const { scripts } = await snapshot(server);
          return scripts[0]?.running.length === 0 && scripts[0].runs === 2;
        }, "both to end");
      });
      await t.step(
        "only to the person at this machine, only to read",
        async () => {
          const get = "GET /-/status HTTP/1.1\r\nConnection: close\r\n";
          const elsewhere = await sendRaw(
            server.port,
            `${get}Host: evil.test\r\n\r\n`,
          );
          assertEquals(elsewhere.status, 404);
          const proxied = await sendRaw(
            server.port,
            `${get}Host: localhost\r\nX-Forwarded-For: 192.0.2.1\r\n\r\n`,
          );
          assertEquals(proxied.status, 404);
          const post = await fetch(`${server.url}/-/status`, {
            method: "POST",
          });
          await post.body?.cancel();
          assertEquals([post.status, post.headers.get("allow")], [
            405,
            "GET, HEAD",
          ]);
        },
      );
      await t.step("events, until the server stops", async () => {
        const response = await fetch(`${server.url}/-/status`, {
          headers: { accept: "text/event-stream" },
        });
        const reader = response.body?.getReader();
        let text = "";
        const decoder = new TextDecoder();
        while ((text.match(/^data: \{.*\}$/gm) ?? []).length < 2) {
          const { value } = await reader?.read() ?? {};
          text += decoder.decode(value, { stream: true });
        }
        const stopped = server.stop();
        while (!(await reader?.read())?.done);
        assertEquals(await stopped, 0);
      });
    });
  },
});

/** Asks on a connection of its own, so that any thread may answer. */
async function askAnew(
  { port }: TestServer,
  path: string,
): Promise<Snapshot | null> {
  const { status, text } = await sendRaw(
    port,
    `GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`,
  );
  if (path !== "/-/status") return null;
  assertEquals(status, 200);
  return JSON.parse(text);
}

/** What goes on must be told the same by whichever thread answers. */
async function watchThreads(server: TestServer, cwd: string): Promise<void> {
  const many = 30;
  const tell = async () => await askAnew(server, "/-/status");
  for (let count = 0; count < many; count++) {
    await askAnew(server, count % 3 === 0 ? "/cgi-bin/bad" : "/");
  }
  await until(
    async () => (await tell())?.lastMinute.requests === many,
    "all requests to be told of",
  );
  // Each of these connections may be another thread's.
  for (let count = 0; count < many; count++) {
    const told = await tell();
    assertEquals([told?.threads, told?.silent], [3, 0]);
    assertEquals(told?.total.requests, many);
    assertEquals(told?.lastMinute.statuses, [0, 20, 0, 0, 10]);
    const [bad] = told?.scripts ?? [];
    assertEquals([bad?.runs, bad?.failures], [10, { "no-header": 10 }]);
  }
  const answers = Array.from(
    { length: 8 },
    () => askAnew(server, "/cgi-bin/slow"),
  );
  await until(async () => {
    const scripts = (await tell())?.scripts ?? [];
    return scripts.reduce(
      (sum, { running, waiting }) => sum + running.length + waiting,
      0,
    ) === 8;
  }, "eight scripts to run or wait");
  await Deno.writeTextFile(`${cwd}/www/go`, "");
  await Promise.all(answers);
  const isOver = (told: Snapshot | null) => {
    const [slow, bad] = told?.scripts ?? [];
    return told?.total.requests === many + 8 && slow?.running.length === 0 &&
      slow.runs === 8 && bad?.failures["no-header"] === 10;
  };
  await until(async () => isOver(await tell()), "all to end");
  const event = await firstEvent(server);
  assertEquals(event.total.requests, many + 8);
  Deno.kill(server.pid, "SIGHUP");
  await server.waitFor("stderr", "read anew");
  // A connection that was made in the very instant may be closed unanswered.
  const again = async () => isOver(await tell().catch(() => null));
  await until(again, "the numbers from before");
}

async function firstEvent({ url }: TestServer): Promise<Snapshot> {
  const response = await fetch(`${url}/-/status`, {
    headers: { accept: "text/event-stream" },
  });
  const events = response.body?.pipeThrough(new TextDecoderStream())
    .getReader();
  let text = "";
  while (!text.includes("\n\n")) text += (await events?.read())?.value;
  await events?.cancel();
  return JSON.parse(text.split("\n")[0]?.slice(6) ?? "");
}

Deno.test({
  name: "/-/status tells of all serving threads, whichever answers",
  ignore: !POSIX,
  async fn() {
    for (let tries = 1;; tries++) {
      const disturbed = await withSite(async (cwd) => {
        const options = ["--status", "--workers", "3", "--max-scripts", "12"];
        await using server = await startServer(options, { cwd });
        try {
          await watchThreads(server, cwd);
          return false;
        } catch (error) {
          // Where the machine stands still, threads are replaced, and with one its connections go.
          if (tries > 3 || !/is replaced/.test(server.stderr())) throw error;
          return true;
        }
      });
      if (!disturbed) return;
    }
  },
});

Deno.test("without --status there is nothing", async () => {
  await withSite(async (cwd) => {
    await using server = await startServer([], { cwd });
    assertEquals(await ask(server, "/-/status"), 404);
  });
});

for (const [width, colorScheme] of [[1000, "light"], [400, "dark"]] as const) {
  Deno.test({
    name: `/-/status in a browser, ${width} px wide, ${colorScheme}`,
    ignore: CHROMIUM === null || !POSIX,
    async fn() {
      await withSite(async (cwd) => {
        await using server = await startServer(["--status"], { cwd });
        const faults: string[] = [];
        const browser = await launch(CHROMIUM ?? "");
        try {
          const view = { width, height: 900, colorScheme };
          const context = await look(browser, server.url, view, faults);
          const page = await context.newPage();
          await page.goto(`${server.url}/-/status`);
          for (const path of ["/", "/", "/nothing", "/cgi-bin/bad"]) {
            await ask(server, path);
          }
          const text = async (selector: string) =>
            await page.textContent(selector) ?? "";
          await until(
            async () => /no-header × 1/.test(await text("#scripts")),
            "the failure",
          );
          await until(async () => await text("#errors") === "1", "the error");
          assertMatch(await text("#about"), /^Gatehouse\/.*, 4 requests/);
          assertMatch(await text("#scripts pre"), /about <b>it<\/b>/);
          assertEquals(await page.locator("#scripts b").count(), 0);
          for (const kind of ["s2", "s4", "s5"]) {
            const path = page.locator(`#requests path.${kind}`);
            await until(
              async () => await path.getAttribute("d") !== "",
              `bars of ${kind}`,
            );
          }
          assertEquals(await page.evaluate(overflow), []);
          assertEquals(await page.evaluate(faint), []);
          await server.stop();
          await until(
            async () => /does not answer/.test(await text("#about")),
            "the loss to be told",
          );
          await context.close();
        } finally {
          await browser.close();
        }
        const other = faults.filter((fault) => !/ERR_CONNECTION/.test(fault));
        assertEquals(other, []);
      });
    },
  });
}
