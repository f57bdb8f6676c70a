#!/usr/bin/env python3 -u
print("Content-Type: text/plain")
print()
print("Hello")
