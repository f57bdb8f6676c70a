#!/bin/sh
set -e
greeting = Hello
printf 'Content-Type: text/plain\n\n%s\n' "$greeting"
