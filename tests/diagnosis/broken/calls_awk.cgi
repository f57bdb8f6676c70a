#!/bin/sh
set -e
users=$(awk -F: '{ print $1' /etc/passwd)
echo "Content-Type: text/plain"
echo
echo "$users"
