#!/usr/bin/env python3
import os

home = os.environ["HOME"]
print("Content-Type: text/plain")
print()
print("Hello")
