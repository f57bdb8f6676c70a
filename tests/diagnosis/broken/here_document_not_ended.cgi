#!/bin/sh
if true; then
  cat <<END
Content-Type: text/plain

Hello
  END
fi
