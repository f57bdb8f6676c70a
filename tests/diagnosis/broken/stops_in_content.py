#!/usr/bin/env python3
import os
import sys

length = int(os.environ.get("CONTENT_LENGTH") or 0)
form = sys.stdin.buffer.read(length)
print("Content-Type: text/plain")
print()
print(len(form))
