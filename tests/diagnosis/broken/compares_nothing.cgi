#!/bin/sh
if [ "$CONTENT_LENGTH" -gt 0 ]; then
  echo "Content-Type: text/plain"
  echo
fi
