import type { Starter } from "./starter.ts";

const SCRIPT = `#!/usr/bin/env python3
"""Answers the form. Gatehouse runs this file once for each request."""

import html
import os
import sys
from urllib.parse import parse_qs


def read_form():
    """The fields of the form; the server says how many bytes there are to read."""
    length = int(os.environ.get("CONTENT_LENGTH") or 0)
    text = sys.stdin.buffer.read(length).decode("utf-8", "replace")
    return parse_qs(text)


def page(heading, text, status="200 OK"):
    """Writes fields, an empty line, and the page. What people type must never become markup."""
    sys.stdout.reconfigure(encoding="utf-8", errors="replace")
    print(f"""\\
Status: {status}
Content-Type: text/html; charset=utf-8

<!doctype html>
<html lang="en">
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width">
  <title>{html.escape(heading)}</title>
  <link rel="stylesheet" href="/style.css">
  <h1>{html.escape(heading)}</h1>
  <p>{html.escape(text)} <a href="/">Back</a></p>
</html>""")


def main():
    if os.environ.get("REQUEST_METHOD") != "POST":
        page("Nobody here yet", "Please use the form.")
        return
    name = read_form().get("name", [""])[0].strip()
    if name:
        page(f"Hello, {name}!", "Nice to meet you.")
    else:
        page("No name?", "Please fill in the form.", "400 Bad Request")


main()
`;

const TEST =
  `"""Runs the script as a server would, and looks at what it writes."""

import os
import subprocess
import sys
import unittest
from pathlib import Path
from urllib.parse import urlencode

SCRIPT = Path(__file__).parent.parent / "cgi-bin" / "greet.py"


def send(name):
    content = urlencode({"name": name}).encode()
    return subprocess.run(
        [sys.executable, str(SCRIPT)],
        input=content,
        env={
            **os.environ,
            "REQUEST_METHOD": "POST",
            "CONTENT_TYPE": "application/x-www-form-urlencoded",
            "CONTENT_LENGTH": str(len(content)),
        },
        stdout=subprocess.PIPE,
        check=True,
    ).stdout.decode("utf-8")


class GreetTest(unittest.TestCase):
    def test_it_says_hello(self):
        answer = send("Ada")
        self.assertIn("Status: 200 OK", answer)
        self.assertIn("Hello, Ada!", answer)

    def test_a_name_is_never_markup(self):
        self.assertNotIn("<b>", send("<b>"))

    def test_without_a_name_it_asks_for_one(self):
        self.assertIn("Status: 400", send(" "))


if __name__ == "__main__":
    unittest.main()
`;

/** The starter in Python 3. */
export const PYTHON: Starter = {
  name: "Python",
  action: "/cgi-bin/greet.py",
  files: [
    {
      path: "cgi-bin/greet.py",
      text: SCRIPT,
      executable: true,
      about: "the script",
    },
    { path: "tests/greet_test.py", text: TEST, about: "a test of it" },
  ],
  test: "python3 tests/greet_test.py",
  needs: ["python3"],
};
