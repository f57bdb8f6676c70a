#!/usr/bin/env python3
import os

for pair in os.environ["QUERY_STRING"].split("&"):
    name, value = pair.split("=")

print("Content-Type: text/plain\n")
