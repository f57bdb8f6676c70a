#!/bin/sh
set -e
read -r name </dev/tty
echo "Content-Type: text/plain"
echo
