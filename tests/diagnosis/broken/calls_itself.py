#!/usr/bin/env python3
def depth(n):
    return depth(n + 1)


depth(0)

print("Content-Type: text/plain\n")
