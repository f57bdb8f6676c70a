// Says hello to the first name that a form sends.
// Gatehouse runs it by itself; `deno run --allow-env post.js` does too.

const LIMIT = 64 * 1024; // bytes of content; no name is longer

const method = Deno.env.get("REQUEST_METHOD") ?? "GET";
const length = Number(Deno.env.get("CONTENT_LENGTH")) || 0;
const posted = method === "POST";

const form = posted
  ? await readContent(length <= LIMIT ? length : 0)
  : Deno.env.get("QUERY_STRING") ?? "";
const name = new URLSearchParams(form).get("firstname")?.trim();

if (!["GET", "HEAD", "POST"].includes(method)) {
  answer(
    "405 Method Not Allowed",
    "What is your name?",
    "<p>Please use the form.</p>",
  );
} else if (length > LIMIT) {
  answer(
    "413 Content Too Large",
    "What is your name?",
    "<p>That was too long for a name.</p>",
  );
} else if (name) {
  answer(
    "200 OK",
    `Hello, ${escapeHtml(name)}!`,
    `
    <p>The script read this from ${
      posted ? "its standard input" : "QUERY_STRING"
    }:</p>
    <pre>${escapeHtml(form)}</pre>`,
  );
} else if (posted) {
  answer(
    "400 Bad Request",
    "What is your name?",
    "<p>The form came without a first name.</p>",
  );
} else {
  answer("200 OK", "What is your name?", "<p>Nothing was sent yet.</p>");
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

/** Writes the whole answer: fields, an empty line, the page. Heading and text are HTML already. */
function answer(status, heading, text) {
  console.log(`Status: ${status}
Content-Type: text/html; charset=utf-8
Allow: GET, HEAD, POST

<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Hello from JavaScript</title>
    <link rel="stylesheet" href="/style.css">
  </head>
  <body class="answer">
    <main>
      <h1>${heading}</h1>
      ${text}
      <form method="post" action="post.js">
        <label for="firstname">First name</label>
        <input id="firstname" name="firstname" autocomplete="given-name">
        <button>Send</button>
      </form>
      <p><a href="/">Back to the front page</a></p>
    </main>
    <footer>Answered by <code>post.js</code>, Deno ${Deno.version.deno}.</footer>
  </body>
</html>`);
}
