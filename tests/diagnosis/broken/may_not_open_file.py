#!/usr/bin/env python3
import os

if os.getuid() == 0:
    os.setuid(65534)
open("/etc/shadow").read()
print("Content-Type: text/plain")
print()
print("Hello")
