// Tells the time once a second, to show that an answer reaches the browser while it is being written.
// Gatehouse runs it by itself; `deno run --allow-env clock.js` does too.

const query = new URLSearchParams(Deno.env.get("QUERY_STRING"));
const seconds = Math.min(
  Math.max(Math.trunc(Number(query.get("seconds"))) || 10, 1),
  60,
);

// console.log writes at once; nothing waits in a buffer that would need a flush.
console.log(`Content-Type: text/html; charset=utf-8
Cache-Control: no-store

<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Clock</title>
    <link rel="stylesheet" href="/style.css">
  </head>
  <body class="answer">
    <main>
      <h1>A line each second</h1>
      <p>This page takes ${seconds} s to load, and you can read along.</p>
      <ol class="clock">`);

for (let second = 1; second <= seconds; second++) {
  if (second > 1) await new Promise((resume) => setTimeout(resume, 1000));
  console.log(
    `        <li><time>${
      new Date().toISOString().slice(11, 19)
    }</time> UTC</li>`,
  );
}

console.log(`      </ol>
      <p>Done. <a href="/">Back to the front page</a></p>
    </main>
    <footer>Answered by <code>clock.js</code>, Deno ${Deno.version.deno}.</footer>
  </body>
</html>`);
