#!/usr/bin/env python3
assert 1 == 2

print("Content-Type: text/plain\n")
