#!/usr/bin/env python3
import sys

sys.stdout.reconfigure(encoding="utf-16")
print("Content-Type: text/plain")
print()
print("Hello")
