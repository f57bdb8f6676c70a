#!/bin/sh
set -e
cd no-such-folder
echo "Content-Type: text/plain"
echo
