#!/usr/bin/env python3
import os

cookie = os.environ.get("HTTP_COOKIE")
parts = cookie.split(";")

print("Content-Type: text/plain\n")
