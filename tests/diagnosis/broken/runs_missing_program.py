#!/usr/bin/env python3
import subprocess

subprocess.run(["a-program-that-nobody-has"], check=True)

print("Content-Type: text/plain\n")
