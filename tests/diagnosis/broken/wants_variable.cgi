#!/bin/sh
set -u
echo "$COLOUR" > /dev/null
printf 'Content-Type: text/plain\n\nHello\n'
