#!/usr/bin/env python3
print(r"Content-Type: text/plain\n")
print("Hello")
