#!/bin/sh
set -e
cat data/names.txt > /dev/null
printf 'Content-Type: text/plain\n\nHello\n'
