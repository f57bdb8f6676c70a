#!/bin/sh
# Shows what the server tells a script about the request: its environment, as plain text.
# The browser takes plain text as it is, so nothing needs escaping.
echo 'Content-Type: text/plain; charset=utf-8'
echo 'X-Content-Type-Options: nosniff'
echo 'Cache-Control: no-store'
echo
env | LC_ALL=C sort
