#!/bin/sh
if [ $QUERY_STRING = yes ]; then
  printf 'Content-Type: text/plain\n\nyes\n'
fi
