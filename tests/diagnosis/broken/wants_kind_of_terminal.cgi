#!/bin/sh
echo "tput: No value for \$TERM and no -T specified" >&2
exit 2
