#!/usr/bin/env python3
import binhex

print("Content-Type: text/plain")
print()
print("Hello")
