// A guestbook: keeps what visitors write in an SQLite file and shows it.
// Gatehouse runs it by itself; so does, in a folder of its own:
//   deno run --allow-env --allow-read --allow-write guestbook.js

import { DatabaseSync } from "node:sqlite";

const LIMIT = 16 * 1024; // bytes of content
const folder = Deno.env.get("GATEHOUSE_DATA") ?? Deno.env.get("TMPDIR") ??
  "/tmp";

const method = Deno.env.get("REQUEST_METHOD") ?? "GET";
const length = Number(Deno.env.get("CONTENT_LENGTH")) || 0;

/** How Deno and SQLite put it that a folder is not there, may not be written, or is full. */
const NO_ROOM = /Requires \w+ access|unable to open|readonly|is full|disk I\/O/;

try {
  const database = open();
  await respond(database);
  database.close();
} catch (error) {
  if (!NO_ROOM.test(error.message)) throw error;
  answer(
    "507 Insufficient Storage",
    "There is nowhere to keep entries. Whoever runs this server can name a folder: <code>--data FOLDER</code>.",
  );
}

/** Opens the file and makes the table where there is none yet. Several scripts may do so at once. */
function open() {
  const database = new DatabaseSync(`${folder}/guestbook.db`);
  // A writer waits for its turn, up to 10 s, instead of failing at once.
  database.exec("PRAGMA busy_timeout = 10000");
  try {
    // Readers and the writer no longer wait for each other. The file remembers it.
    database.exec("PRAGMA journal_mode = WAL");
  } catch {
    // Another script is opening the new file just now, and makes the change for us.
  }
  database.exec(`CREATE TABLE IF NOT EXISTS entries (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL, words TEXT NOT NULL, written TEXT NOT NULL)`);
  return database;
}

async function respond(database) {
  if (method === "GET" || method === "HEAD") {
    answer("200 OK", "", list(database));
  } else if (method !== "POST") {
    answer("405 Method Not Allowed", "Please use the form.", list(database));
  } else if (length > LIMIT) {
    answer("413 Content Too Large", "That was too long.", list(database));
  } else {
    const form = new URLSearchParams(await readContent(length));
    const name = form.get("name")?.trim().slice(0, 60) || "Somebody";
    const words = form.get("words")?.trim().slice(0, 500);
    if (words) sign(database, name, words);
    else answer("400 Bad Request", "The words were missing.", list(database));
  }
}

/** Adds an entry and sends the browser back to the list, so that a reload cannot add it again. */
function sign(database, name, words) {
  // Values go in by ?, never by pasting them into the SQL.
  database.prepare(
    "INSERT INTO entries (name, words, written) VALUES (?, ?, ?)",
  )
    .run(name, words, new Date().toISOString());
  const list = Deno.env.get("SCRIPT_NAME") ?? "guestbook.js";
  console.log(`Status: 303 See Other\nLocation: ${list}\n`);
}

/** The newest hundred entries as HTML, and how many there are in all. */
function list(database) {
  const total = database.prepare("SELECT count(*) AS n FROM entries").get().n;
  const entries = database.prepare(
    "SELECT * FROM entries ORDER BY id DESC LIMIT 100",
  ).all();
  const html = entries.map(({ name, words, written }) => `
        <li>
          <p>${escapeHtml(words)}</p>
          <p class="by">${escapeHtml(name)}, <time datetime="${written}">${
    written.slice(0, 10)
  }</time></p>
        </li>`).join("");
  return { total, html };
}

/** Reads what the client sent: `length` bytes and not one more, since the stream may stay open. */
async function readContent(length) {
  const bytes = new Uint8Array(length);
  let have = 0;
  while (have < length) {
    const count = await Deno.stdin.read(bytes.subarray(have));
    if (count === null) break; // the client left early
    have += count;
  }
  return new TextDecoder().decode(bytes.subarray(0, have));
}

/** Makes text safe inside HTML, in content and in quoted attributes. */
function escapeHtml(text) {
  return text.replace(
    /[&<>"']/g,
    (character) => `&#${character.charCodeAt(0)};`,
  );
}

/** Writes the page: what went wrong (if anything), the form, the entries. */
function answer(status, note, { total, html } = { total: 0, html: "" }) {
  console.log(`Status: ${status}
Content-Type: text/html; charset=utf-8
Allow: GET, HEAD, POST
Cache-Control: no-cache

<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Guestbook</title>
    <link rel="stylesheet" href="/style.css">
  </head>
  <body class="answer">
    <main>
      <h1>Guestbook</h1>
      ${note && `<p class="note">${note}</p>`}
      <form method="post" action="guestbook.js">
        <label for="name">Your name</label>
        <input id="name" name="name" maxlength="60" autocomplete="name">
        <label for="words">Your words</label>
        <textarea id="words" name="words" maxlength="500" rows="3" required></textarea>
        <button>Sign</button>
      </form>
      <h2>${total} ${total === 1 ? "entry" : "entries"}</h2>
      <ol class="entries">${html}
      </ol>
      <p><a href="/">Back to the front page</a></p>
    </main>
    <footer>Answered by <code>guestbook.js</code>, SQLite in Deno ${Deno.version.deno}.</footer>
  </body>
</html>`);
}
