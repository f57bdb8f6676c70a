// Shows what the server tells a script about the request: its environment.
// Gatehouse runs it by itself; `deno run --allow-env env.js` does too.

const rows = Object.entries(Deno.env.toObject())
  .sort(([a], [b]) => a < b ? -1 : 1)
  .map(([name, value]) =>
    `<tr><th scope="row">${escapeHtml(name)}</th><td>${
      escapeHtml(value)
    }</td></tr>`
  );

console.log(`Content-Type: text/html; charset=utf-8
Cache-Control: no-store

<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Meta-variables</title>
    <link rel="stylesheet" href="/style.css">
  </head>
  <body class="answer">
    <main>
      <h1>What this script was told</h1>
      <p>
        ${rows.length} variables. <code>HTTP_</code> marks the fields of your browser's request; most others are
        the meta-variables of RFC 3875. Add <code>/some/path?and=query</code> to the address and load it again.
      </p>
      <div class="wide">
        <table class="variables">
          <tbody>
            ${rows.join("\n            ")}
          </tbody>
        </table>
      </div>
      <p><a href="/">Back to the front page</a></p>
    </main>
    <footer>Answered by <code>env.js</code>, Deno ${Deno.version.deno}.</footer>
  </body>
</html>`);

/** Makes text safe inside HTML, in content and in quoted attributes. */
function escapeHtml(text) {
  return text.replace(
    /[&<>"']/g,
    (character) => `&#${character.charCodeAt(0)};`,
  );
}
