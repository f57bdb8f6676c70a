import { assertEquals, assertThrows } from "@std/assert";
import {
  failureRecord,
  parseRecord,
  recordedRequest,
} from "../../lib/trial/record.ts";
import { exchange } from "../support/exchange.ts";

const SCRIPT = { file: "/s/a", name: "/a", extraPath: null, mode: 0o755 };
const FAILURE = {
  status: 502,
  diagnosis: {
    cause: "no-header",
    sentence: "No header.",
    evidence: [],
    remedy: { text: "Print one." },
  },
  mask: (text: string) => text,
};

const bytes = (text: string) => new TextEncoder().encode(text);

const CONTENTS: { name: string; type: string; given: string; want: string }[] =
  [
    {
      name: "a form",
      type: "application/x-www-form-urlencoded",
      given: "name=Ada&password=hunter2&x=1",
      want: "name=Ada&password=•••••&x=1",
    },
    {
      name: "JSON",
      type: "application/json; charset=utf-8",
      given: '{"name": "Ada", "api_key" : "a\\"b", "token": 17, "x": [1]}',
      want: '{"name": "Ada", "api_key" : "•••••", "token": "•••••", "x": [1]}',
    },
    {
      name: "a form with files",
      type: "multipart/form-data; boundary=b",
      given: '--b\r\nContent-Disposition: form-data; name="password"\r\n\r\n' +
        'hunter2\r\n--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n1' +
        "\r\n--b--\r\n",
      want: '--b\r\nContent-Disposition: form-data; name="password"\r\n\r\n' +
        '•••••\r\n--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n1' +
        "\r\n--b--\r\n",
    },
    { name: "text", type: "text/plain", given: "a=1", want: "a=1" },
  ];

for (const { name, type, given, want } of CONTENTS) {
  Deno.test(`a record's content is masked: ${name}`, () => {
    const { content } = failureRecord(
      exchange("/a", { method: "POST", fields: { "content-type": type } }),
      SCRIPT,
      { bytes: bytes(given), length: given.length },
      FAILURE,
    );
    assertEquals(content, { length: given.length, cut: false, text: want });
  });
}

Deno.test("a record of bytes that are no text, cut, and made a request again", () => {
  const record = failureRecord(
    exchange("/a", { method: "POST" }),
    SCRIPT,
    { bytes: new Uint8Array([0xff, 0]), length: 9 },
    FAILURE,
  );
  assertEquals(record.content, { length: 9, cut: true, base64: "/wA=" });
  const read = parseRecord(JSON.stringify(record));
  assertEquals(recordedRequest(read).content, new Uint8Array([0xff, 0]));
});

Deno.test("a record's fields and query are masked, and those of the connection are not sent again", () => {
  const record = failureRecord(
    exchange("/a?q=1&token=abc", {
      fields: {
        cookie: "sid=1",
        authorization: "Basic x",
        connection: "close",
        accept: "*/*",
        referer: "http://x/?token=abc",
      },
    }),
    SCRIPT,
    null,
    FAILURE,
  );
  assertEquals(record.target, "/a?q=1&token=•••••");
  assertEquals(recordedRequest(record), {
    method: "GET",
    target: "/a?q=1&token=%E2%80%A2%E2%80%A2%E2%80%A2%E2%80%A2%E2%80%A2",
    fields: [
      ["accept", "*/*"],
      ["authorization", "masked"],
      ["cookie", "masked"],
      ["referer", "http://x/?token=•••••"],
    ],
    content: null,
  });
});

for (const given of ["", "[]", "{}", '{"method":"GET"}']) {
  Deno.test(`no record: ${given}`, () => {
    assertThrows(() => parseRecord(given), RangeError);
  });
}
