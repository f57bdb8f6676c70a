#!/usr/bin/env python3
if True:
print("Content-Type: text/plain")
