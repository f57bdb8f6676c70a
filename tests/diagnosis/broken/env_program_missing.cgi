#!/usr/bin/env python3.99
print("Content-Type: text/plain")
print()
print("Hello")
