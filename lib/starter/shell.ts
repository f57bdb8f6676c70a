import type { Starter, StarterFile } from "./starter.ts";

const SCRIPT = `#!/bin/sh
# Answers the form. Gatehouse runs this file once for each request. Any POSIX shell will do.
export LC_ALL=C # the tools below work on bytes, and UTF-8 passes through whole

# Undoes the encoding of a form: + is a space, %C3 a byte.
decode() {
  awk 'BEGIN { for (i = 1; i < 256; i++) byte[sprintf("%02X", i)] = sprintf("%c", i) }
    {
      gsub(/\\+/, " ")
      while (match($0, /%[0-9A-Fa-f][0-9A-Fa-f]/)) {
        printf "%s%s", substr($0, 1, RSTART - 1), byte[toupper(substr($0, RSTART + 1, 2))]
        $0 = substr($0, RSTART + 3)
      }
      print
    }'
}

# What people type must never become markup.
escape_html() {
  sed 's/&/\\&#38;/g; s/</\\&#60;/g; s/>/\\&#62;/g; s/"/\\&#34;/g'
}

# Writes fields, an empty line, and the page; the heading is HTML already.
page() {
  cat << PAGE
Status: $3
Content-Type: text/html; charset=utf-8

<!doctype html>
<html lang="en">
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width">
  <title>$1</title>
  <link rel="stylesheet" href="/style.css">
  <h1>$1</h1>
  <p>$2 <a href="/">Back</a></p>
</html>
PAGE
}

if [ "$REQUEST_METHOD" != POST ]; then
  page 'Nobody here yet' 'Please use the form.' '200 OK'
  exit
fi

# The server says how many bytes there are to read.
name=$(head -c "\${CONTENT_LENGTH:-0}" | tr '&' '\\n' | sed -n 's/^name=//p' | head -n 1 |
  decode | sed 's/^ *//; s/ *$//' | escape_html)

if [ -n "$name" ]; then
  page "Hello, $name!" 'Nice to meet you.' '200 OK'
else
  page 'No name?' 'Please fill in the form.' '400 Bad Request'
fi
`;

/** A test in sh: `run` is the command that runs the script, with the content of a form on its stdin. */
export function shellTest(run: string, preparation = ""): StarterFile {
  return {
    path: "tests/greet_test.sh",
    executable: true,
    about: "a test of it",
    text: `#!/bin/sh
# Runs the script as a server would, and looks at what it writes.
cd "$(dirname "$0")/.." || exit
failed=0

answer_to() {
  printf '%s' "$1" |
    REQUEST_METHOD=POST CONTENT_TYPE=application/x-www-form-urlencoded \\
    CONTENT_LENGTH=\${#1} ${preparation}${run}
}

# expect NAME CONTENT PATTERN: the answer to the form has the pattern; with ! before it, it has not.
expect() {
  pattern=\${3#!}
  if answer_to "$2" | grep -q -e "$pattern"; then found=yes; else found=no; fi
  if [ "$pattern" = "$3" ]; then wanted=yes; else wanted=no; fi
  if [ "$found" = "$wanted" ]; then echo "ok - $1"; else echo "not ok - $1" && failed=1; fi
}

expect 'it says hello' 'name=Ada' 'Hello, Ada!'
expect 'a name is never markup' 'name=%3Cb%3E' '!<b>'
expect 'without a name it asks for one' 'name=+' 'Status: 400'

exit $failed
`,
  };
}

/** The starter in POSIX sh. */
export const SHELL: Starter = {
  name: "the shell",
  action: "/cgi-bin/greet.sh",
  files: [
    {
      path: "cgi-bin/greet.sh",
      text: SCRIPT,
      executable: true,
      about: "the script",
    },
    shellTest("cgi-bin/greet.sh"),
  ],
  test: "sh tests/greet_test.sh",
  needs: ["sh"],
};
