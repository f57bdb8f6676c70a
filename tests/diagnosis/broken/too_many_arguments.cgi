#!/bin/sh
set -e
BIG=$(head -c 3000000 /dev/zero | tr "\\0" a)
export BIG
/bin/echo "Content-Type: text/plain"
echo
