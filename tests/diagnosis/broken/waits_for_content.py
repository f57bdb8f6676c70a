#!/usr/bin/env python3
import sys

form = sys.stdin.read()
print("Content-Type: text/plain")
print()
print("Hello")
