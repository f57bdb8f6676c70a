#!/bin/sh
# Tells the time once a second, to show that an answer reaches the browser while it is being written.

# ?seconds=5; anything but one to two digits means ten, and a minute is the most.
seconds=$(printf '%s\n' "${QUERY_STRING:-}" | tr '&' '\n' | sed -n 's/^seconds=0*\([1-9][0-9]\{0,1\}\)$/\1/p' | head -n 1)
seconds=${seconds:-10}
[ "$seconds" -le 60 ] || seconds=60

echo 'Content-Type: text/plain; charset=utf-8'
echo 'X-Content-Type-Options: nosniff' # or the browser waits for more, to guess what it is
echo 'Cache-Control: no-store'
echo

# Each echo and each date writes at once; the shell keeps nothing back.
second=1
while :; do
  date -u '+%H:%M:%S UTC'
  [ "$second" -lt "$seconds" ] || break
  second=$((second + 1))
  sleep 1
done
