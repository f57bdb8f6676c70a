#!/bin/sh
set -e
name= "World"
echo "Content-Type: text/plain"
echo
