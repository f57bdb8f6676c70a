import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { createHash } from "node:crypto";
import {
  type Answer,
  javascript,
  parseAnswer,
  runScript,
  startScript,
  visibleText,
} from "./script_run.ts";

const BOUNDARY = "----WebKitFormBoundaryAbC123";
const MIB = 1024 * 1024;

interface Part {
  readonly name: string;
  readonly fileName?: string;
  readonly content: Uint8Array<ArrayBuffer>;
}

const bytes = (text: string) => new TextEncoder().encode(text);

function join(pieces: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(
    pieces.reduce((sum, { length }) => sum + length, 0),
  );
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}

/** Content as a browser sends it (RFC 7578 §4). */
function multipart(parts: readonly Part[]): Uint8Array<ArrayBuffer> {
  const pieces = parts.flatMap(({ name, fileName, content }) => [
    bytes(`--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"`),
    bytes(
      fileName === undefined
        ? "\r\n\r\n"
        : `; filename="${fileName}"\r\nContent-Type: application/octet-stream\r\n\r\n`,
    ),
    content,
    bytes("\r\n"),
  ]);
  return join([...pieces, bytes(`--${BOUNDARY}--\r\n`)]);
}

/** Bytes that differ from run to run in nothing, and are good at looking like a boundary. */
function noise(length: number): Uint8Array<ArrayBuffer> {
  const near = bytes(
    `\r\n--${BOUNDARY.slice(0, -1)}x\r\n--\r\r\n--${BOUNDARY.slice(0, 9)}`,
  );
  const noise = new Uint8Array(length);
  let state = 1;
  for (let at = 0; at < length; at++) {
    state = (state * 1103515245 + 12345) & 0x7fffffff;
    noise[at] = (state >>> 16) & 0xff;
  }
  for (let at = 0; at + near.length < length; at += 65_521) {
    noise.set(near, at);
  }
  return noise;
}

function sha256(content: Uint8Array): string {
  return createHash("sha256").update(content).digest("hex");
}

async function upload(
  content: Uint8Array,
  env: Readonly<Record<string, string>> = {},
): Promise<Answer & { readonly left: readonly string[] }> {
  const data = await Deno.makeTempDir();
  try {
    const answer = await runScript(javascript("upload.js", data), {
      env: { ...uploadEnvironment(data, content.length), ...env },
      content,
    });
    const left = [...Deno.readDirSync(data)].map(({ name }) => name);
    return { ...answer, left };
  } finally {
    await Deno.remove(data, { recursive: true });
  }
}

function uploadEnvironment(data: string, length: number) {
  return {
    REQUEST_METHOD: "POST",
    CONTENT_TYPE: `multipart/form-data; boundary=${BOUNDARY}`,
    CONTENT_LENGTH: String(length),
    GATEHOUSE_DATA: data,
  };
}

function described(name: string, content: Uint8Array): string {
  const size = content.length.toLocaleString("en");
  return `Name ${name} Size ${size} bytes SHA-256 ${sha256(content)}`;
}

const FORM = "Files Send Back to the front page";
const empty = new Uint8Array();
const small = bytes("line\r\n--\r\n");
const medium = noise(3 * MIB + 17);

const CASES = [
  {
    name: "a file with the boundary's beginning in it",
    parts: [{ name: "file", fileName: "noise.bin", content: medium }],
    status: 200,
    text: described("noise.bin", medium),
  },
  {
    name: "several files, an empty one, and a field that is none",
    parts: [
      { name: "file", fileName: "a.txt", content: small },
      { name: "comment", content: bytes("not a file") },
      { name: "file", fileName: "empty", content: empty },
    ],
    status: 200,
    text: `${described("a.txt", small)} ${described("empty", empty)}`,
  },
  {
    name: "a name is text: markup, UTF-8, quotes and folders in it do nothing",
    parts: [{
      name: "file",
      fileName: "../..\\etc/李 <b>%22x%22",
      content: small,
    }],
    status: 200,
    text: described('李 <b>"x"', small),
  },
  {
    name: "no file chosen",
    parts: [{ name: "file", fileName: "", content: empty }],
    status: 400,
    text: "No file was chosen.",
  },
  {
    name: "more files than anybody has",
    parts: Array.from({ length: 21 }, () => ({
      name: "file",
      fileName: "x",
      content: empty,
    })),
    status: 400,
    text: "The upload was cut short, or is not in order.",
  },
];

for (const { name, parts, status, text } of CASES) {
  Deno.test(`cgi-bin/upload.js: ${name}`, async () => {
    const answer = await upload(multipart(parts));
    assertEquals(visibleText(answer.content), `Send files ${text} ${FORM}`);
    assertEquals(answer.status, status);
    assertEquals(answer.left, [], "nothing stays behind");
    assertEquals(/<b>/.test(answer.content), false);
  });
}

const ONE = multipart([{ name: "file", fileName: "a", content: small }]);

interface Refused {
  readonly name: string;
  readonly content: Uint8Array;
  readonly env: Readonly<Record<string, string>>;
  readonly status: number;
}

const REFUSED: readonly Refused[] = [
  { name: "cut short", content: ONE.subarray(0, -30), env: {}, status: 400 },
  {
    name: "a field line without end",
    content: join([
      bytes(`--${BOUNDARY}\r\n`),
      new Uint8Array(MIB).fill(0x61),
    ]),
    env: {},
    status: 400,
  },
  {
    name: "not multipart/form-data (RFC 9110 §15.5.16)",
    content: bytes("a=b"),
    env: { CONTENT_TYPE: "application/x-www-form-urlencoded" },
    status: 415,
  },
  {
    name: "too much, unread",
    content: empty,
    env: { CONTENT_LENGTH: "99999999999" },
    status: 413,
  },
  {
    name: "another method",
    content: empty,
    env: { REQUEST_METHOD: "PUT" },
    status: 405,
  },
];

for (const { name, content, env, status } of REFUSED) {
  Deno.test(`cgi-bin/upload.js refuses with the form: ${name}`, async () => {
    const answer = await upload(content, env);
    assertEquals(answer.status, status);
    assertStringIncludes(answer.content, 'type="file"');
    assertEquals(answer.left, []);
  });
}

/** Sends a file of that size and asks, just before the last bytes, for the most memory used so far, in bytes. */
async function peakMemory(size: number): Promise<number> {
  const file = noise(size);
  const content = multipart([{ name: "file", fileName: "big", content: file }]);
  const data = await Deno.makeTempDir();
  try {
    const child = startScript(
      javascript("upload.js", data),
      uploadEnvironment(data, content.length),
    );
    const stdout = new Response(child.stdout).text();
    const stderr = new Response(child.stderr).text();
    const stdin = child.stdin.getWriter();
    for (let at = 0; at < content.length - 10; at += MIB) {
      await stdin.write(
        content.subarray(at, Math.min(at + MIB, content.length - 10)),
      );
    }
    const status = await Deno.readTextFile(`/proc/${child.pid}/status`);
    await stdin.write(content.subarray(-10));
    await stdin.close();
    assertEquals(await stderr, "");
    assert((await child.status).success);
    const answer = parseAnswer(await stdout);
    assertStringIncludes(visibleText(answer.content), described("big", file));
    return Number(/VmHWM:\s*(\d+) kB/.exec(status)?.[1]) * 1024;
  } finally {
    await Deno.remove(data, { recursive: true });
  }
}

Deno.test({
  name: "cgi-bin/upload.js: 50 MiB take no more memory than one",
  ignore: Deno.build.os !== "linux", // where /proc says how much was used
  async fn() {
    const little = await peakMemory(MIB);
    const much = await peakMemory(50 * MIB);
    assert(little > 10 * MIB, `${little}`);
    assert(much - little < 24 * MIB, `${little} and ${much} bytes`);
  },
});

Deno.test("cgi-bin/upload.js says so where nothing may be written", async () => {
  const content = multipart([
    { name: "file", fileName: "a.txt", content: small },
  ]);
  const { status, content: page } = await runScript(javascript("upload.js"), {
    env: uploadEnvironment("/nowhere", content.length),
    content,
  });
  assertEquals(status, 507);
  assertStringIncludes(visibleText(page), "There is no room to keep files.");
  assertStringIncludes(page, "--data FOLDER");
});
