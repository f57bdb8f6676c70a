#!/usr/bin/env python3
import resource

resource.setrlimit(resource.RLIMIT_AS, (1 << 29, 1 << 29))
huge = bytearray(1 << 30)
print("Content-Type: text/plain")
print()
print("Hello")
