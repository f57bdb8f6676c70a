#!/bin/sh
if [ "$REQUEST_METHOD" == "GET" ]; then
  printf 'Content-Type: text/plain\n\nHello\n'
fi
