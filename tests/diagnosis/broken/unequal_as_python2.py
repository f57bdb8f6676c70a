#!/usr/bin/env python3
if 1 <> 2:
    pass

print("Content-Type: text/plain\n")
