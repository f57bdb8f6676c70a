#!/bin/sh
set -e
cp "$0" /dev/full
printf 'Content-Type: text/plain\n\nHello\n'
