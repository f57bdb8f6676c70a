#!/bin/sh
printf 'Content-Type: text/plain\n'
while :; do sleep 0.02; printf 'X-Dot: .\n'; done
