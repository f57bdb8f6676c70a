import {
  assert,
  assertEquals,
  assertMatch,
  assertStringIncludes,
} from "@std/assert";
import { createHash } from "node:crypto";
import {
  ask,
  attempt,
  copyScript,
  makeSite,
  programTest,
  serve,
} from "./support.ts";
import { until } from "../../support/until.ts";

const found =
  (await attempt("/", ["perl", "-MCGI", "-e", "1"]).catch(() => null))
    ?.success;

programTest(
  "Perl CGI.pm",
  ["perl", ...(found ? [] : ["CGI.pm"])],
  async (t) => {
    await using site = await makeSite();
    await copyScript(site, "upload.cgi");
    await using server = await serve(
      site,
      "--env",
      `UPLOAD_DATA=${site.folder}`,
    );
    const url = `http://127.0.0.1:${server.port}/cgi-bin/upload.cgi`;

    await t.step("a form is read", async () => {
      const { text, headers } = await ask(url, {
        method: "POST",
        body: new URLSearchParams({ comment: "Grüße & more" }),
      });
      assertStringIncludes(text, "comment Grüße & more\n");
      assertEquals(headers.get("content-type"), "text/plain; charset=utf-8");
      assertMatch(headers.get("set-cookie") ?? "", /^last=upload/);
    });

    await t.step("it can tell its own URL", async () => {
      const { text } = await ask(`${url}/some/path?comment=hi`);
      assertStringIncludes(text, "comment hi\npath /some/path\n");
      assertStringIncludes(text, `url ${url}/some/path\n`);
    });

    await t.step("an upload of 3 MiB arrives whole", async () => {
      const bytes = new Uint8Array(3 * 1024 ** 2).map((_, index) => index * 13);
      const body = new FormData();
      body.append("comment", "with a file");
      body.append("file", new File([bytes], "data.bin"));
      const { text } = await ask(url, { method: "POST", body });
      const hash = createHash("sha256").update(bytes).digest("hex");
      assertStringIncludes(text, `data.bin ${bytes.length} ${hash}\n`);
      assertStringIncludes(text, "comment with a file\n");
    });

    await t.step("progress is told while the upload still runs", async () => {
      const progress = () =>
        Deno.readTextFile(`${site.folder}/progress`).then(Number);
      await Deno.writeTextFile(`${site.folder}/progress`, "0");
      await using upload = await slowUpload(server.port);
      await upload.send(500_000);
      await until(async () => await progress() > 300_000, "progress");
      assert(await progress() < 600_000);
      await upload.send(500_000);
      const answer = await upload.finish();
      assertMatch(answer, /^HTTP\/1\.1 200/);
      assertStringIncludes(answer, "slow.bin 1000000 ");
    });
  },
);

/** An upload that goes on as far as it is told to. */
async function slowUpload(port: number) {
  const head = '--B\r\nContent-Disposition: form-data; name="file"; ' +
    'filename="slow.bin"\r\nContent-Type: application/octet-stream\r\n\r\n';
  const tail = "\r\n--B--\r\n";
  const length = head.length + 1_000_000 + tail.length;
  const connection = await Deno.connect({ hostname: "127.0.0.1", port });
  const writer = connection.writable.getWriter();
  const write = (text: string) => writer.write(new TextEncoder().encode(text));
  await write(
    "POST /cgi-bin/upload.cgi HTTP/1.1\r\nHost: localhost\r\n" +
      "Connection: close\r\nContent-Type: multipart/form-data; boundary=B\r\n" +
      `Content-Length: ${length}\r\n\r\n${head}`,
  );
  return {
    send: (bytes: number) => write("x".repeat(bytes)),
    async finish(): Promise<string> {
      await write(tail);
      return await new Response(connection.readable).text();
    },
    async [Symbol.asyncDispose]() {
      await writer.close().catch(() => {});
    },
  };
}
