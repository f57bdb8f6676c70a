#!/bin/sh
. settings.sh
echo "Content-Type: text/plain"
echo
