#!/bin/sh
if [ "$REQUEST_METHOD" = GET]; then
  echo "Content-Type: text/plain"
  echo
fi
