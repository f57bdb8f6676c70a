import { assertEquals, assertMatch } from "@std/assert";
import { runGatehouse } from "../support/server.ts";

const CONFIG = `{
  "port": 8080,
  "env": { "TOKEN": "hunter2" },
  "header": { "X-Api-Key": "hunter3", "X-Robots-Tag": "noindex" },
  "cgi-timeout": "90s",
  "rewrites": [{ "from": "/a", "to": "/b" }]
}
`;

async function inSite(
  config: string,
  use: (folder: string) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "gatehouse-test-" });
  await Deno.mkdir(`${folder}/www`);
  await Deno.writeTextFile(`${folder}/gatehouse.json`, config);
  try {
    await use(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("gatehouse config: every setting and where it came from", async () => {
  await inSite(CONFIG, async (cwd) => {
    const args = ["config", "--drain", "1h"];
    const { code, stdout, stderr } = await runGatehouse(args, { cwd });
    assertEquals([code, stderr], [0, ""]);
    const wanted = [
      /^root +\/.*\/www +default$/m,
      /^config +\/.*\/gatehouse\.json +default$/m,
      /^port +8080 +gatehouse\.json:2$/m,
      /^host +127\.0\.0\.1 +default$/m,
      /^env +TOKEN=\(not shown\) +gatehouse\.json:3$/m,
      /^header +X-Api-Key: \(not shown\) +gatehouse\.json:4$/m,
      /^header +X-Robots-Tag: noindex +gatehouse\.json:4$/m,
      /^cgi-timeout +90s +gatehouse\.json:5$/m,
      /^drain +1h +command line$/m,
      /^rewrites +\{"from":"\/a","to":"\/b"\} +gatehouse\.json$/m,
    ];
    for (const pattern of wanted) assertMatch(stdout, pattern);
    assertEquals(stdout.includes("hunter"), false, "a secret is printed");
  });
});

Deno.test("gatehouse config --json is for programs", async () => {
  await inSite(CONFIG, async (cwd) => {
    const { stdout } = await runGatehouse(["config", "--json"], { cwd });
    const settings: { name: string; from: string }[] = JSON.parse(stdout);
    assertEquals(settings.find(({ name }) => name === "header"), {
      name: "header",
      value: ["X-Api-Key: (not shown)", "X-Robots-Tag: noindex"],
      from: "gatehouse.json:4",
    } as { name: string; from: string });
    assertEquals(stdout.includes("hunter"), false, "a secret is printed");
  });
});

Deno.test("faults of the file are told at once, with file, line and pointer", async () => {
  const config = '{\n  "prot": 1,\n  "port": "x",\n  "cgi-dir": "nope"\n}\n';
  await inSite(config, async (cwd) => {
    const { code, stderr } = await runGatehouse(["config"], { cwd });
    assertEquals(code, 1);
    const lines = stderr.trimEnd().split("\n");
    assertEquals(lines.length, 3, stderr);
    assertMatch(lines[0] ?? "", /^gatehouse: gatehouse\.json:2: \/prot is not/);
    assertMatch(lines[1] ?? "", /^gatehouse: gatehouse\.json:3: \/port "x" is/);
    assertMatch(lines[2] ?? "", /^gatehouse: gatehouse\.json:4: \/cgi-dir: /);
    const served = await runGatehouse([], { cwd });
    assertEquals([served.code, served.stderr], [code, stderr]);
  });
});

Deno.test("gatehouse config --schema prints the schema", async () => {
  const { code, stdout } = await runGatehouse(["config", "--schema"]);
  assertEquals(code, 0);
  assertMatch(JSON.parse(stdout)["$schema"], /json-schema\.org/);
});
