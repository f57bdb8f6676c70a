#!/usr/bin/env python3
import sys

name = sys.argv[1]

print("Content-Type: text/plain\n")
