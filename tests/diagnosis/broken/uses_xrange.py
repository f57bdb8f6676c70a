#!/usr/bin/env python3
for number in xrange(3):
    pass

print("Content-Type: text/plain\n")
