import { assertEquals, assertMatch } from "@std/assert";
import { runGatehouse, startServer } from "../support/server.ts";

/** The password is `p`. */
const USERS = "ada:{SHA}UWuXg/ylF+7L0dBk2i0WUxCxl1k=\n";
const ADA = { authorization: `Basic ${btoa("ada:p")}` };
const WHO = `#!/bin/sh
printf 'Content-Type: text/plain\\n\\n%s %s %s' "$AUTH_TYPE" "$REMOTE_USER" "$HTTP_AUTHORIZATION"
`;

async function site(): Promise<string> {
  const folder = await Deno.makeTempDir();
  await Deno.mkdir(`${folder}/www/private`, { recursive: true });
  await Deno.mkdir(`${folder}/cgi-bin`);
  await Deno.writeTextFile(`${folder}/www/private/x`, "secret");
  await Deno.writeTextFile(`${folder}/www/private/users`, USERS);
  await Deno.writeTextFile(`${folder}/cgi-bin/who`, WHO, { mode: 0o755 });
  return folder;
}

Deno.test("--users: a name and a password open a path, and scripts know the name", async () => {
  const cwd = await site();
  {
    await using server = await startServer([
      "--users",
      "/private=www/private/users",
      "--users",
      "/cgi-bin/=www/private/users",
    ], { cwd });
    const ask = async (path: string, headers: HeadersInit = {}) => {
      const response = await fetch(server.url + path, { headers });
      return `${response.status} ${await response.text()}`;
    };
    assertMatch(await ask("/private/x"), /^401 /);
    assertMatch(await ask("/%70rivate/../private//x"), /^401 /);
    assertEquals(await ask("/private/x", ADA), "200 secret");
    assertEquals(await ask("/cgi-bin/who", ADA), "200 Basic ada ");
    assertMatch(await ask("/private/users", ADA), /^404 /);
  }
  await Deno.remove(cwd, { recursive: true });
});

Deno.test("--allow and --deny: who may come by address", async () => {
  const cwd = await site();
  for (const [option, status] of [["--deny", 403], ["--allow", 404]] as const) {
    await using server = await startServer([option, "127.0.0.0/8"], { cwd });
    const response = await fetch(`${server.url}/nothing`);
    await response.body?.cancel();
    assertEquals(response.status, status);
  }
  await Deno.remove(cwd, { recursive: true });
});

Deno.test("--allow, --users, --fastcgi: faults", async () => {
  const { code, stderr } = await runGatehouse([
    "--allow",
    "here",
    "--users",
    "users",
    "--fastcgi",
    ".php",
    "--scgi",
    "/app=nowhere",
  ]);
  assertEquals(code, 2);
  assertEquals(stderr.trimEnd().split("\n").length, 4, stderr);
});

Deno.test("--users: a file that is not there is told at the start", async () => {
  const { code, stderr } = await runGatehouse([
    ".github",
    "--users",
    "/private=none/such",
  ]);
  assertEquals(code, 1);
  assertMatch(
    stderr,
    /^gatehouse: --users \/private\/: there is no .*none\/such$/m,
  );
});
