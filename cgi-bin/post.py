#!/usr/bin/env python3
"""Says hello to the first name that a form sends.

Needs nothing but the standard library, and not its cgi module, which Python 3.13 removed.
"""

import html
import os
import platform
import sys
from urllib.parse import parse_qs

LIMIT = 64 * 1024  # bytes of content; no name is longer


def main():
    method = os.environ.get("REQUEST_METHOD", "GET")
    length = content_length()
    posted = method == "POST"

    if posted:
        # So many bytes and not one more: the stream may stay open.
        form = sys.stdin.buffer.read(length if length <= LIMIT else 0).decode("utf-8", "replace")
    else:
        form = os.environ.get("QUERY_STRING", "")
    name = parse_qs(form).get("firstname", [""])[0].strip()

    if method not in ("GET", "HEAD", "POST"):
        answer("405 Method Not Allowed", "What is your name?", "<p>Please use the form.</p>")
    elif length > LIMIT:
        answer("413 Content Too Large", "What is your name?", "<p>That was too long for a name.</p>")
    elif name:
        source = "its standard input" if posted else "QUERY_STRING"
        answer("200 OK", f"Hello, {html.escape(name)}!", f"""
      <p>The script read this from {source}:</p>
      <pre>{html.escape(form)}</pre>""")
    elif posted:
        answer("400 Bad Request", "What is your name?", "<p>The form came without a first name.</p>")
    else:
        answer("200 OK", "What is your name?", "<p>Nothing was sent yet.</p>")


def content_length():
    """The length of what the client sent, in bytes; 0 where the server does not say."""
    value = os.environ.get("CONTENT_LENGTH", "")
    return int(value) if value.isdecimal() else 0


def answer(status, heading, text):
    """Writes the whole answer: fields, an empty line, the page. Heading and text are HTML already."""
    # Python would choose the encoding by the locale, which a script cannot rely on.
    sys.stdout.reconfigure(encoding="utf-8", errors="replace")
    print(f"""\
Status: {status}
Content-Type: text/html; charset=utf-8
Allow: GET, HEAD, POST

<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Hello from Python</title>
    <link rel="stylesheet" href="/style.css">
  </head>
  <body class="answer">
    <main>
      <h1>{heading}</h1>
      {text}
      <form method="post" action="post.py">
        <label for="firstname">First name</label>
        <input id="firstname" name="firstname" autocomplete="given-name">
        <button>Send</button>
      </form>
      <p><a href="/">Back to the front page</a></p>
    </main>
    <footer>Answered by <code>post.py</code>, Python {platform.python_version()}.</footer>
  </body>
</html>""")


main()
