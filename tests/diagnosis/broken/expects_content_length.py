#!/usr/bin/env python3
import os

length = int(os.environ.get("CONTENT_LENGTH"))

print("Content-Type: text/plain\n")
