#!/usr/bin/env python3
# She said “hello”.
print(“Content-Type: text/plain\n”)
print("Hello")
