#!/usr/bin/env python3
import os
import tempfile

with tempfile.NamedTemporaryFile(delete=False) as file:
    file.write(b"caf\xe9\n")
try:
    open(file.name, encoding="utf-8").read()
finally:
    os.unlink(file.name)

print("Content-Type: text/plain\n")
