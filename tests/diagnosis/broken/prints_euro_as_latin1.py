#!/usr/bin/env python3
import io
import sys

sys.stdout = io.TextIOWrapper(sys.stdout.buffer, encoding="latin-1")
print("X-Price: 10 \u20ac")
print("Content-Type: text/plain")
print()
print("Hello")
