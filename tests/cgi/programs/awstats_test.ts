import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { ask, makeSite, programTest, run, serve } from "./support.ts";

const AWSTATS = "/usr/lib/cgi-bin/awstats.pl";

/** A day of a small site's access log in the Combined format. */
function accessLog(): string {
  const line = (second: number, path: string, client: string) =>
    `${client} - - [05/Mar/2026:10:00:${
      String(second).padStart(2, "0")
    } +0000]` +
    ` "GET ${path} HTTP/1.1" 200 1234 "-" "Mozilla/5.0 (X11; Linux x86_64) Firefox/130.0"\n`;
  return line(1, "/", "192.0.2.1") + line(2, "/about.html", "192.0.2.1") +
    line(3, "/shop/", "192.0.2.2");
}

programTest("awstats", ["perl", AWSTATS], async (t) => {
  await using site = await makeSite();
  const { folder } = site;
  await Deno.writeTextFile(`${folder}/access.log`, accessLog());
  await Deno.writeTextFile(
    `${folder}/awstats.shop.conf`,
    [
      `LogFile="${folder}/access.log"`,
      "LogFormat=1",
      'SiteDomain="shop.test"',
      'HostAliases="localhost"',
      `DirData="${folder}"`,
      'DirIcons="/icon"',
      "UseFramesWhenCGI=0",
      "DNSLookup=0",
      "AllowFullYearView=3",
      "",
    ].join("\n"),
  );
  const env = { AWSTATS_ENABLE_CONFIG_DIR: folder };
  await run(
    folder,
    ["perl", AWSTATS, "-config=shop", `-configdir=${folder}`, "-update"],
    env,
  );
  await using server = await serve(
    site,
    "--mount",
    `/awstats=${AWSTATS}`,
    "--env",
    `AWSTATS_ENABLE_CONFIG_DIR=${folder}`,
  );
  const query = `config=shop&configdir=${encodeURIComponent(folder)}`;
  const url = `http://127.0.0.1:${server.port}/awstats?${query}`;

  await t.step("the month's page counts visitors and pages", async () => {
    const { status, headers, text } = await ask(`${url}&year=2026&month=03`);
    assertEquals(status, 200);
    assertMatch(headers.get("content-type") ?? "", /^text\/html/);
    assertStringIncludes(text, "shop.test");
    assertStringIncludes(text, "192.0.2.1");
  });

  await t.step("a detailed list is a page of its own", async () => {
    const { text } = await ask(
      `${url}&year=2026&month=03&output=urldetail&framename=mainright`,
    );
    assertStringIncludes(text, "/about.html");
  });
});
