#!/usr/bin/env python3
import sys

print >> sys.stderr, "hello"

print("Content-Type: text/plain\n")
