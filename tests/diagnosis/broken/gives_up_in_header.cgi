#!/bin/sh
echo 'Content-Type: text/plain'
echo 'no such account' >&2
exit 3
