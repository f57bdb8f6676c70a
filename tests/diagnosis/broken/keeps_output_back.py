#!/usr/bin/env python3
import time

print("Content-Type: text/plain")
print()
print("Hello")
time.sleep(60)
