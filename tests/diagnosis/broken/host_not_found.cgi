#!/bin/sh
# As `curl` says it; to look for such a name takes long where there is no network.
echo 'curl: (6) Could not resolve host: nowhere.invalid' >&2
exit 6
