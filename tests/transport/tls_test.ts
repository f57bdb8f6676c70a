import { assert, assertEquals, assertMatch } from "@std/assert";
import { makeCertificate } from "../support/certificate.ts";
import { lines } from "../support/lines.ts";
import { runs } from "../support/program.ts";
import { gatehouseCommand, runGatehouse } from "../support/server.ts";
import { until } from "../support/until.ts";

const TOOLS = runs("openssl", "version") && runs("curl", "--version");

async function run(
  program: string,
  args: readonly string[],
): Promise<string> {
  const { stdout, stderr } = await new Deno.Command(program, {
    args: [...args],
    stdin: "null",
  }).output();
  const decoder = new TextDecoder();
  return decoder.decode(stdout) + decoder.decode(stderr);
}

/** Makes a certificate for `name`, and its key. */
function certificate(folder: string, name: string): void {
  makeCertificate([name, "other.test"], filesIn(folder));
}

function filesIn(folder: string) {
  return { key: `${folder}/key.pem`, cert: `${folder}/cert.pem` };
}

interface Https {
  readonly folder: string;
  readonly port: number;
  readonly pid: number;
  stderr(): string;
}

async function serving(
  args: (folder: string) => string[],
  use: (https: Https) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "gatehouse-test-" });
  await Deno.mkdir(`${folder}/www/.well-known/acme-challenge`, {
    recursive: true,
  });
  await Deno.writeTextFile(`${folder}/www/index.html`, "hello");
  await Deno.writeTextFile(
    `${folder}/www/.well-known/acme-challenge/token`,
    "proof",
  );
  certificate(folder, "one.test");
  const [program = "", ...first] = gatehouseCommand();
  const child = new Deno.Command(program, {
    args: [...first, "www", "--port", "0", ...args(folder)],
    cwd: folder,
    env: { NO_COLOR: "1" },
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).spawn();
  const stderr = lines(child.stderr);
  try {
    await stderr.waitFor(/stop {5}with/);
    const [, port] = /https:\/\/[^/]+:(\d+)\//.exec(stderr.text()) ?? [];
    const { pid } = child;
    await use({ folder, port: Number(port), pid, stderr: stderr.text });
  } finally {
    child.kill("SIGTERM");
    const { code } = await child.status;
    await stderr.done;
    await Deno.remove(folder, { recursive: true });
    assertEquals(code, 0);
  }
}

const FILES = (folder: string) => [
  ...["--tls-cert", `${folder}/cert.pem`],
  ...["--tls-key", `${folder}/key.pem`],
];

function curl(https: Https, ...args: string[]): Promise<string> {
  return run("curl", [
    ...["-s", "-o", "/dev/null", "--cacert", `${https.folder}/cert.pem`],
    ...["--resolve", `one.test:${https.port}:127.0.0.1`],
    ...["--resolve", `other.test:${https.port}:127.0.0.1`],
    ...[
      "-w",
      "%{http_version} %{http_code} %{size_download} %{ssl_verify_result}",
    ],
    ...args,
  ]);
}

function subject(port: number): Promise<string> {
  return run("openssl", [
    ...["s_client", "-connect", `127.0.0.1:${port}`, "-alpn", "h2"],
  ]);
}

Deno.test({
  name: "TLS from files: curl checks the certificate, and ALPN chooses HTTP/2",
  ignore: !TOOLS,
  async fn() {
    await serving(FILES, async (https) => {
      const at = (name: string) => `https://${name}:${https.port}/`;
      assertEquals(await curl(https, at("one.test")), "2 200 5 0");
      assertEquals(await curl(https, at("other.test")), "2 200 5 0");
      assertEquals(
        await curl(https, "--http1.1", at("one.test")),
        "1.1 200 5 0",
      );
      const told = await subject(https.port);
      assertMatch(told, /ALPN protocol: h2/);
      assertMatch(told, /subject=CN ?= ?one\.test/);
      assertMatch(told, /TLSv1\.[23]/);
      const old = await run("openssl", [
        ...["s_client", "-connect", `127.0.0.1:${https.port}`, "-tls1_1"],
      ]);
      assert(!/Cipher is (?!\(NONE\))/.test(old), "TLS 1.1 is spoken");
    });
  },
});

/** Makes another, in a folder of its own. */
function second(folder: string): string[] {
  const own = `${folder}/second`;
  Deno.mkdirSync(own);
  makeCertificate(["two.test", "*.two.test"], filesIn(own));
  return FILES(own);
}

const NAMES = [
  { name: "one.test", want: "one.test" },
  { name: "other.test", want: "one.test" },
  { name: "two.test", want: "two.test" },
  { name: "TWO.test", want: "two.test" },
  { name: "a.two.test", want: "two.test" },
  { name: "a.b.two.test", want: "one.test" },
  { name: "unknown.test", want: "one.test" },
  { name: null, want: "one.test" },
];

Deno.test({
  name:
    "several certificates: each client gets the one for the name that it says (RFC 6066 §3)",
  ignore: !TOOLS || Deno.build.os === "windows",
  async fn() {
    const args = (folder: string) => [...FILES(folder), ...second(folder)];
    await serving(args, async (https) => {
      const at = `127.0.0.1:${https.port}`;
      const names = () =>
        Promise.all(NAMES.map(async ({ name, want }) => {
          const sni = name === null ? ["-noservername"] : ["-servername", name];
          const told = await run("openssl", [
            "s_client",
            "-connect",
            at,
            ...sni,
          ]);
          const [, got] = /subject=CN ?= ?(\S+)/.exec(told) ?? [];
          return { name, want, got };
        }));
      const wanted = NAMES.map(({ name, want }) => ({ name, want, got: want }));
      assertEquals(await names(), wanted);
      const asked = ["--cacert", `${https.folder}/second/cert.pem`];
      const to = ["--resolve", `a.two.test:${https.port}:127.0.0.1`];
      const url = `https://a.two.test:${https.port}/`;
      assertEquals(await curl(https, ...asked, ...to, url), "2 200 5 0");
      assertEquals(
        await curl(https, ...asked, ...to, "--http1.1", url),
        "1.1 200 5 0",
      );
      certificate(https.folder, "three.test");
      Deno.kill(https.pid, "SIGHUP");
      await until(
        async () => /CN ?= ?three\.test/.test(await subject(https.port)),
        "the new certificate",
      );
    });
  },
});

Deno.test({
  name: "SIGHUP: another certificate is used, one that does not fit is not",
  ignore: !TOOLS || Deno.build.os === "windows",
  async fn() {
    await serving(FILES, async (https) => {
      certificate(https.folder, "two.test");
      Deno.kill(https.pid, "SIGHUP");
      await until(
        async () => /CN ?= ?two\.test/.test(await subject(https.port)),
        "the new certificate",
      );
      const before = await Deno.readTextFile(`${https.folder}/cert.pem`);
      certificate(https.folder, "three.test");
      await Deno.writeTextFile(`${https.folder}/cert.pem`, before);
      Deno.kill(https.pid, "SIGHUP");
      await until(
        () => /the key is not that of the certificate/.test(https.stderr()),
        "a line in the log",
      );
      assertMatch(await subject(https.port), /CN ?= ?two\.test/);
    });
  },
});

Deno.test({
  name: "--tls alone makes a certificate, and tells its fingerprint",
  ignore: !TOOLS,
  async fn() {
    await serving(() => ["--tls"], async (https) => {
      const told = /fingerprint is\n +([0-9A-F:]{95})\n/.exec(https.stderr());
      const pem = await subject(https.port);
      const file = `${https.folder}/seen.pem`;
      await Deno.writeTextFile(file, pem);
      const seen = await run("openssl", [
        ...["x509", "-in", file, "-noout", "-fingerprint", "-sha256"],
        ...["-ext", "subjectAltName"],
      ]);
      assertEquals(/Fingerprint=(.*)/.exec(seen)?.[1], told?.[1]);
      assertMatch(seen, /DNS:localhost, IP Address:127\.0\.0\.1/);
      assertEquals(
        await curl(
          https,
          ...["--cacert", file, `https://localhost:${https.port}/`],
        ),
        "2 200 5 0",
      );
    });
  },
});

const SIZES = [100, 1_000, 20_000, 66_000, 100_000, 200_000, 1_000_000];

/** How long each of 25 requests on one connection took, in milliseconds. */
async function durations(https: Https, path: string): Promise<number[]> {
  const told = await run("curl", [
    ...["-sk", "--http1.1", "-o", "/dev/null"],
    ...["-w", "%{time_starttransfer} %{time_total} %{size_download}\\n"],
    `https://127.0.0.1:${https.port}/${path}?[1-25]`,
  ]);
  return told.trim().split("\n").map((line) =>
    Number(line.split(" ")[1]) * 1000
  );
}

Deno.test({
  name:
    "HTTP/1.1 over TLS: no answer waits for the client's word, whatever its size",
  ignore: !TOOLS,
  async fn() {
    await serving(FILES, async (https) => {
      for (const size of SIZES) {
        const file = `${https.folder}/www/${size}.bin`;
        await Deno.writeFile(
          file,
          crypto.getRandomValues(new Uint8Array(60_000)),
        );
        await Deno.truncate(file, size);
        const took = (await durations(https, `${size}.bin`)).sort((a, b) =>
          a - b
        );
        assertEquals(took.length, 25);
        // Where an answer waits, it waits 40 ms.
        assert((took[12] ?? 0) < 35, `${size} bytes: ${took.join(" ")} ms`);
      }
      const head = await curl(
        https,
        ...["--http1.1", "-D", "-", `https://one.test:${https.port}/`],
      );
      assertMatch(head, /^content-length: 5\r$/m);
    });
  },
});

Deno.test({
  name:
    "--tls with --host 0.0.0.0: the certificate is for this machine's addresses, too",
  ignore: !TOOLS,
  async fn() {
    await serving(() => ["--tls", "--host", "0.0.0.0"], async (https) => {
      const file = `${https.folder}/seen.pem`;
      await Deno.writeTextFile(file, await subject(https.port));
      const seen = await run("openssl", [
        ...["x509", "-in", file, "-noout", "-ext", "subjectAltName"],
      ]);
      const own = Deno.networkInterfaces().filter(({ family, address }) =>
        family === "IPv4" && !address.startsWith("127.")
      );
      for (const { address } of own) {
        assert(seen.includes(`IP Address:${address}`), `${address}: ${seen}`);
      }
      assert(seen.includes(`DNS:${Deno.hostname()}`), seen);
    });
  },
});

function freePort(): number {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  listener.close();
  return port;
}

Deno.test({
  name: "--https-redirect and --hsts",
  ignore: !TOOLS,
  async fn() {
    const port = freePort();
    const args = (folder: string) => [
      ...FILES(folder),
      ...["--https-redirect", String(port), "--hsts", "1h"],
    ];
    await serving(args, async (https) => {
      const response = await fetch(`http://127.0.0.1:${port}/a%20b?c=d`, {
        method: "POST",
        body: "x",
        redirect: "manual",
      });
      await response.body?.cancel();
      assertEquals([response.status, response.headers.get("location")], [
        308,
        `https://127.0.0.1:${https.port}/a%20b?c=d`,
      ]);
      assertEquals(response.headers.has("strict-transport-security"), false);
      const path = "/.well-known/acme-challenge/token";
      const proof = await fetch(`http://127.0.0.1:${port}${path}`);
      assertEquals(await proof.text(), "proof");
      const head = await curl(
        https,
        ...["-D", "-", `https://one.test:${https.port}/`],
      );
      assertMatch(head, /^strict-transport-security: max-age=3600\r$/m);
    });
  },
});

const FAULTS: { name: string; args: string[]; want: RegExp }[] = [
  {
    name: "no such file",
    args: ["--tls-cert", "none.pem", "--tls-key", "none.pem"],
    want: /--tls-cert: there is no .*none\.pem\n.*--tls-key: there is no/,
  },
  {
    name: "half of it",
    args: ["--tls-cert", "none.pem"],
    want: /HTTPS needs both/,
  },
  {
    name: "one key for two certificates",
    args: ["--tls-cert", "a.pem", "--tls-cert", "b.pem", "--tls-key", "a.pem"],
    want: /a key for each certificate, in the same order/,
  },
  { name: "--hsts without HTTPS", args: ["--hsts", "1h"], want: /needs HTTPS/ },
  {
    name: "--https-redirect without HTTPS",
    args: ["--https-redirect", "80"],
    want: /needs HTTPS/,
  },
];

Deno.test("faults of TLS are told", async (t) => {
  const cwd = await Deno.makeTempDir({ prefix: "gatehouse-test-" });
  await Deno.mkdir(`${cwd}/www`);
  for (const { name, args, want } of FAULTS) {
    await t.step(name, async () => {
      const { code, stderr } = await runGatehouse(args, { cwd });
      assertEquals(code, 1);
      assertMatch(stderr, want);
    });
  }
  await t.step("no openssl", async () => {
    const { code, stderr } = await runGatehouse(["--tls"], {
      cwd,
      env: { PATH: cwd },
    });
    assertEquals(code, 1);
    assertMatch(stderr, /there is no openssl .*give --tls-cert and --tls-key/);
  });
  await Deno.remove(cwd, { recursive: true });
});
