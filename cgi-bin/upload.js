// Takes files from a form (multipart/form-data, RFC 7578) straight onto the disk, whatever their size,
// and says name, size and SHA-256 of each. Gatehouse runs it by itself; so does
//   deno run --allow-env --allow-read --allow-write upload.js

import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";

const LIMIT = 2 * 1024 ** 3; // bytes of content
const folder = Deno.env.get("GATEHOUSE_DATA") ?? Deno.env.get("TMPDIR") ??
  "/tmp";

const method = Deno.env.get("REQUEST_METHOD") ?? "GET";
const boundary =
  /^multipart\/form-data;.*\bboundary=(?:"([^"]{1,70})"|([^;\s]{1,70}))/i
    .exec(Deno.env.get("CONTENT_TYPE") ?? "");

let unread = Number(Deno.env.get("CONTENT_LENGTH")) || 0; // bytes that are still to come
const buffer = Buffer.alloc(128 * 1024);
let held = buffer.subarray(0, 0); // what of it was read but not used yet

class Unreadable extends Error {}
class NoRoom extends Error {}

const UNREADABLE = "<p>The upload was cut short, or is not in order.</p>";
const NO_ROOM = `<p>There is no room to keep files.
        Whoever runs this server can name a folder: <code>--data FOLDER</code>.</p>`;

if (method === "GET" || method === "HEAD") answer("200 OK");
else if (method !== "POST") {
  answer("405 Method Not Allowed", "<p>Please use the form.</p>");
} else if (unread > LIMIT) {
  answer("413 Content Too Large", "<p>That was too much for a demo.</p>");
} else if (!boundary) {
  answer("415 Unsupported Media Type", "<p>Please use the form.</p>");
} else await receive(boundary[1] ?? boundary[2]);

/** Reads all parts of the form and describes those that are files. */
async function receive(boundary) {
  const files = [];
  try {
    // Every delimiter begins with a line end; the very first may have none, so it is lent one.
    held = buffer.subarray(0, buffer.write("\r\n"));
    const delimiter = `\r\n--${boundary}`;
    await readUpTo(delimiter, () => {});
    while ((await readLine()) !== "--") { // the last delimiter ends in two hyphens
      if (files.length === 20) throw new Unreadable();
      const name = await readFileName();
      if (name) files.push({ name, ...await store(delimiter) });
      else await readUpTo(delimiter, () => {}); // a field that is no file, or none was chosen
    }
  } catch (error) {
    if (error instanceof NoRoom) {
      return answer("507 Insufficient Storage", NO_ROOM);
    }
    if (!(error instanceof Unreadable)) throw error;
    return answer("400 Bad Request", UNREADABLE);
  }
  if (files.length === 0) {
    answer("400 Bad Request", "<p>No file was chosen.</p>");
  } else answer("200 OK", files.map(describe).join(""));
}

/** Reads the fields of a part; the file's name, or "" where the part is not a file. */
async function readFileName() {
  let name = "";
  for (let line = await readLine(); line !== ""; line = await readLine()) {
    const match = /^content-disposition:.*;\s*filename="([^"]*)"/i.exec(line);
    if (match) name = match[1].replace(/%22/g, '"').replace(/^.*[\\/]/, "");
  }
  return name;
}

/** Copies a part into a new file while it arrives. The visitor's name for it never becomes a path. */
async function store(delimiter) {
  const file = await openFile();
  const hash = createHash("sha256");
  let size = 0;
  try {
    await readUpTo(delimiter, (bytes) => {
      write(file, bytes);
      hash.update(bytes);
      size += bytes.length;
    });
  } finally {
    file.close();
  }
  return { size, sha256: hash.digest("hex") };
}

async function openFile() {
  const path = await Deno.makeTempFile({ dir: folder, prefix: "upload-" })
    .catch((cause) => {
      throw new NoRoom("no folder, or none that may be written", { cause });
    });
  const file = await Deno.open(path, { write: true });
  // This is a demo: the name goes at once and the bytes with the last one who has the file open, so that nothing
  // stays behind even if the visitor leaves halfway. A script that keeps files renames them once they are whole.
  await Deno.remove(path);
  return file;
}

function write(file, bytes) {
  try {
    for (let at = 0; at < bytes.length;) {
      at += file.writeSync(bytes.subarray(at));
    }
  } catch (cause) {
    throw new NoRoom("the disk is full", { cause });
  }
}

/** Hands all bytes before `mark` to `take`, piece by piece, and leaves what follows it. */
async function readUpTo(mark, take) {
  for (;;) {
    const at = held.indexOf(mark);
    const known = at < 0 ? held.length - mark.length + 1 : at; // the mark may begin at the very end
    if (known > 0) take(held.subarray(0, known));
    held = held.subarray(Math.max(known, 0) + (at < 0 ? 0 : mark.length));
    if (at >= 0) return;
    await readMore();
  }
}

/** The rest of a line, without its end. No form has long ones, so nobody can fill the memory with one. */
async function readLine() {
  let line = Buffer.alloc(0);
  await readUpTo("\r\n", (bytes) => {
    if (line.length > 4096) throw new Unreadable();
    line = Buffer.concat([line, bytes]);
  });
  return line.toString();
}

/** Reads on, behind what is held; never more than the client announced, since the stream may stay open. */
async function readMore() {
  const start = held.copy(buffer);
  const count = unread > 0
    ? await Deno.stdin.read(buffer.subarray(start, start + unread))
    : null;
  if (count === null) throw new Unreadable();
  unread -= count;
  held = buffer.subarray(0, start + count);
}

function describe({ name, size, sha256 }) {
  return `
      <dl class="file">
        <dt>Name</dt><dd>${escapeHtml(name)}</dd>
        <dt>Size</dt><dd>${size.toLocaleString("en")} bytes</dd>
        <dt>SHA-256</dt><dd><code>${sha256}</code></dd>
      </dl>`;
}

/** Makes text safe inside HTML, in content and in quoted attributes. */
function escapeHtml(text) {
  return text.replace(
    /[&<>"']/g,
    (character) => `&#${character.charCodeAt(0)};`,
  );
}

/** Writes the whole answer: fields, an empty line, the page. The text is HTML already. */
function answer(
  status,
  text = "<p>They are read, described and deleted again.</p>",
) {
  console.log(`Status: ${status}
Content-Type: text/html; charset=utf-8
Allow: GET, HEAD, POST

<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Upload</title>
    <link rel="stylesheet" href="/style.css">
  </head>
  <body class="answer">
    <main>
      <h1>Send files</h1>
      ${text}
      <form method="post" action="upload.js" enctype="multipart/form-data">
        <label for="file">Files</label>
        <input id="file" type="file" name="file" multiple required>
        <button>Send</button>
      </form>
      <p><a href="/">Back to the front page</a></p>
    </main>
    <footer>Answered by <code>upload.js</code>, Deno ${Deno.version.deno}.</footer>
  </body>
</html>`);
}
