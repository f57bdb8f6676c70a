#!/bin/sh
set -e
visits=$(grep -c . /dev/null)
echo "Content-Type: text/plain"
echo
echo "$visits"
