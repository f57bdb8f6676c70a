#!/bin/sh
if ["$REQUEST_METHOD" = GET ]; then
  answer='hello'
else
  exit 1
fi
printf 'Content-Type: text/plain\n\n%s\n' "$answer"
