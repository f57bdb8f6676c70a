#!/bin/sh
set -e
/etc/passwd
echo "Content-Type: text/plain"
echo
