#!/bin/bash
set -e
read -r -p "Your name: " name
echo "Content-Type: text/plain"
echo
echo "Hello, $name"
