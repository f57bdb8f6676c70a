#!/opt/no-such-place/bin/env sh
printf "Content-Type: text/plain\n\nHello\n"
