#!/usr/bin/env python3
import os

cookie = os.environ["HTTP_COOKIE"]
print("Content-Type: text/plain\n")
print(cookie)
