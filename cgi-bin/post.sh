#!/bin/sh
# Says hello to the first name that a form sends. Any POSIX sh will do (dash, busybox, bash, ksh).
export LC_ALL=C # the tools below then work on bytes, and UTF-8 passes through whole

limit=65536 # bytes of content; no name is longer

# Undoes application/x-www-form-urlencoded: + is a space, %C3 a byte.
decode() {
  awk 'BEGIN { for (i = 1; i < 256; i++) byte[sprintf("%02X", i)] = sprintf("%c", i) }
    {
      gsub(/\+/, " ")
      while (match($0, /%[0-9A-Fa-f][0-9A-Fa-f]/)) {
        printf "%s%s", substr($0, 1, RSTART - 1), byte[toupper(substr($0, RSTART + 1, 2))]
        $0 = substr($0, RSTART + 3)
      }
      print
    }'
}

# Makes text safe inside HTML, in content and in quoted attributes.
escape_html() {
  sed "s/&/\&#38;/g; s/</\&#60;/g; s/>/\&#62;/g; s/\"/\&#34;/g; s/'/\&#39;/g"
}

# Writes the whole answer: fields, an empty line, the page. Heading and text are HTML already.
answer() {
  cat << PAGE
Status: $1
Content-Type: text/html; charset=utf-8
Allow: GET, HEAD, POST

<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Hello from sh</title>
    <link rel="stylesheet" href="/style.css">
  </head>
  <body class="answer">
    <main>
      <h1>$2</h1>
      $3
      <form method="post" action="post.sh">
        <label for="firstname">First name</label>
        <input id="firstname" name="firstname" autocomplete="given-name">
        <button>Send</button>
      </form>
      <p><a href="/">Back to the front page</a></p>
    </main>
    <footer>Answered by <code>post.sh</code>, the shell.</footer>
  </body>
</html>
PAGE
}

case ${CONTENT_LENGTH:-} in
  '' | *[!0-9]*) length=0 ;;
  ????????*) length=99999999 ;; # longer than arithmetic may bear, and far beyond the limit
  *) length=$CONTENT_LENGTH ;;
esac

form=${QUERY_STRING:-} source=QUERY_STRING
if [ "${REQUEST_METHOD:-GET}" = POST ]; then
  # So many bytes and not one more: the stream may stay open.
  [ "$length" -le "$limit" ] && form=$(head -c "$length") || form=
  source='its standard input'
fi

# The first field called firstname, without blanks around it.
name=$(printf '%s\n' "$form" | tr '&' '\n' | sed -n 's/^firstname=//p' | head -n 1 | decode |
  sed 's/^[[:space:]]*//; s/[[:space:]]*$//' | escape_html)

case ${REQUEST_METHOD:-GET} in
  GET | HEAD | POST) ;;
  *)
    answer '405 Method Not Allowed' 'What is your name?' '<p>Please use the form.</p>'
    exit
    ;;
esac
if [ "$length" -gt "$limit" ]; then
  answer '413 Content Too Large' 'What is your name?' '<p>That was too long for a name.</p>'
elif [ -n "$name" ]; then
  answer '200 OK' "Hello, $name!" "
      <p>The script read this from $source:</p>
      <pre>$(printf '%s' "$form" | escape_html)</pre>"
elif [ "${REQUEST_METHOD:-GET}" = POST ]; then
  answer '400 Bad Request' 'What is your name?' '<p>The form came without a first name.</p>'
else
  answer '200 OK' 'What is your name?' '<p>Nothing was sent yet.</p>'
fi
