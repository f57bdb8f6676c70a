#!/usr/bin/env python3
import urllib

address = urllib.quote("a b")

print("Content-Type: text/plain\n")
