import { assertEquals, assertMatch } from "@std/assert";
import {
  inFolder,
  packaged,
  type Ran,
  run,
  runBeside,
  withTools,
} from "./command.ts";

const TARGET = "x86_64-unknown-linux-gnu";
const ARCHIVE = `gatehouse-${TARGET}.tar.gz`;

/** A release as the workflow publishes it, of an executable that only tells its version. */
async function makeRelease(folder: string): Promise<void> {
  await Deno.mkdir(`${folder}/content`);
  await Deno.writeTextFile(
    `${folder}/content/gatehouse`,
    "#!/bin/sh\necho gatehouse 1.2.3\n",
  );
  await Deno.writeTextFile(`${folder}/content/gatehouse.1`, "the page");
  for (const version of ["latest/download", "download/v1.2.3"]) {
    const out = `${folder}/releases/${version}`;
    await Deno.mkdir(out, { recursive: true });
    run("tar", ["-C", `${folder}/content`, "-czf", `${out}/${ARCHIVE}`, "."]);
    const sums = run("sha256sum", [ARCHIVE], { cwd: out }).stdout;
    const others = `${"0".repeat(64)}  ${ARCHIVE}.sig\n`;
    await Deno.writeTextFile(`${out}/SHA256SUMS`, others + sums);
  }
}

async function install(folder: string, ...args: string[]): Promise<Ran> {
  await using server = Deno.serve({
    hostname: "127.0.0.1",
    port: 0,
    onListen: () => {},
  }, async (request) => {
    const path = `${folder}/releases${new URL(request.url).pathname}`;
    try {
      return new Response(await Deno.readFile(path));
    } catch {
      return new Response("none", { status: 404 });
    }
  });
  return await runBeside(
    packaged("install.sh"),
    ["--prefix", `${folder}/prefix`, ...args],
    { GATEHOUSE_RELEASES: `http://127.0.0.1:${server.addr.port}` },
  );
}

function installed(folder: string): string[] {
  try {
    return Array.from(
      Deno.readDirSync(`${folder}/prefix/bin`),
      ({ name }) => name,
    );
  } catch {
    return [];
  }
}

function test(name: string, body: (folder: string) => Promise<void>): void {
  withTools(
    ["curl", "tar", "sha256sum"],
    `install: ${name}`,
    () =>
      inFolder(async (folder) => {
        await makeRelease(folder);
        await body(folder);
      }),
  );
}

test("the newest release is put in place, and tells its version", async (folder) => {
  const { code, said } = await install(folder);
  assertEquals(code, 0, said);
  assertMatch(said, /installed gatehouse 1\.2\.3/);
  assertEquals(installed(folder), ["gatehouse"]);
  const page = `${folder}/prefix/share/man/man1/gatehouse.1`;
  assertEquals(await Deno.readTextFile(page), "the page");
});

test("a certain release, over an older one", async (folder) => {
  await Deno.mkdir(`${folder}/prefix/bin`, { recursive: true });
  await Deno.writeTextFile(`${folder}/prefix/bin/gatehouse`, "old");
  const { code, said } = await install(folder, "--version", "v1.2.3");
  assertEquals(code, 0, said);
  assertMatch(
    await Deno.readTextFile(`${folder}/prefix/bin/gatehouse`),
    /1\.2\.3/,
  );
});

test("a release that was tampered with is not installed", async (folder) => {
  const path = `${folder}/releases/latest/download/${ARCHIVE}`;
  const file = await Deno.open(path, { append: true });
  await file.write(Uint8Array.of(0));
  file.close();
  const { code, said } = await install(folder);
  assertEquals(code, 1);
  assertMatch(said, /is not what was released/);
  assertEquals(installed(folder), []);
});

test("a release without a checksum is not installed", async (folder) => {
  const path = `${folder}/releases/latest/download/SHA256SUMS`;
  await Deno.writeTextFile(path, `${"0".repeat(64)}  ${ARCHIVE}.sig\n`);
  const { code, said } = await install(folder);
  assertEquals(code, 1);
  assertMatch(said, /says no checksum/);
  assertEquals(installed(folder), []);
});

test("a release that is not there", async (folder) => {
  const { code, said } = await install(folder, "--version", "9.9.9");
  assertEquals(code, 1);
  assertMatch(said, /cannot fetch/);
  assertEquals(installed(folder), []);
});

test("a word that makes no sense", async (folder) => {
  assertEquals((await install(folder, "--prefx")).code, 1);
  assertEquals(installed(folder), []);
});
