#!/bin/sh
set -u
name=$1
echo "Content-Type: text/plain"
echo
