#!/usr/bin/env python3
import sys

print("Content-Type: image/png\n")
sys.stdout.buffer.write(b"\x89PNG\r\n\x1a\n" + bytes(40))
