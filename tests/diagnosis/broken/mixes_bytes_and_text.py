#!/usr/bin/env python3
import sys

sys.stdout.write(b"Content-Type: text/plain\n\n")
