#!/usr/bin/env python3
text = open("/").read()

print("Content-Type: text/plain\n")
