#!/bin/sh
echo "pyenv: python3.99: command not found" >&2
exit 127
