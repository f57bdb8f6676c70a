import type { Starter } from "./starter.ts";

const SCRIPT =
  `// Answers the form. Gatehouse runs this file once for each request.

export default {
  /** Takes a request and returns a response, as in browsers and service workers. */
  async fetch(request) {
    if (request.method !== "POST") {
      return page("Nobody here yet", "Please use the form.");
    }
    const form = await request.formData();
    const name = String(form.get("name") ?? "").trim();
    if (name === "") return page("No name?", "Please fill in the form.", 400);
    return page("Hello, " + name + "!", "Nice to meet you.");
  },
};

function page(heading, text, status = 200) {
  const html = \`<!doctype html>
<html lang="en">
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width">
  <title>\${escapeHtml(heading)}</title>
  <link rel="stylesheet" href="/style.css">
  <h1>\${escapeHtml(heading)}</h1>
  <p>\${escapeHtml(text)} <a href="/">Back</a></p>
</html>
\`;
  return new Response(html, {
    status,
    headers: { "content-type": "text/html; charset=utf-8" },
  });
}

/** What people type must never become markup. */
function escapeHtml(text) {
  return text.replace(/[&<>"']/g, (character) => "&#" + character.charCodeAt(0) + ";");
}
`;

const TEST = `import assert from "node:assert/strict";
import { test } from "node:test";
import script from "../cgi-bin/greet.js";

async function send(name) {
  const response = await script.fetch(
    new Request("http://localhost/cgi-bin/greet.js", {
      method: "POST",
      body: new URLSearchParams({ name }),
    }),
  );
  return { status: response.status, text: await response.text() };
}

test("it says hello", async () => {
  const { status, text } = await send("Ada");
  assert.equal(status, 200);
  assert.match(text, /Hello, Ada!/);
});

test("a name is never markup", async () => {
  const { text } = await send("<b>");
  assert.ok(!text.includes("<b>"));
});

test("without a name it asks for one", async () => {
  const { status } = await send(" ");
  assert.equal(status, 400);
});
`;

/** The starter in JavaScript, which the executable runs by itself. */
export const JAVASCRIPT: Starter = {
  name: "JavaScript",
  action: "/cgi-bin/greet.js",
  files: [
    { path: "cgi-bin/greet.js", text: SCRIPT, about: "the script" },
    { path: "tests/greet_test.js", text: TEST, about: "a test of it" },
    {
      path: "package.json",
      text: '{ "private": true, "type": "module" }\n',
      about: "says that the files are modules, for the test",
    },
  ],
  test: "deno test -A tests/    (or: node --test tests/)",
  needs: [],
};
