#!/bin/sh
set -e
name=$(echo "$QUERY_STRING" | sed "s/+/ ")
echo "Content-Type: text/plain"
echo
echo "$name"
