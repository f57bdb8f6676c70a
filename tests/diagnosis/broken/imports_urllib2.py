#!/usr/bin/env python3
import urllib2

print("Content-Type: text/plain")
print()
print("Hello")
