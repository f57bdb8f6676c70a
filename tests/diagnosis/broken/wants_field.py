#!/usr/bin/env python3
import os
from urllib.parse import parse_qs

form = parse_qs(os.environ["QUERY_STRING"])
name = form["firstname"][0]
print("Content-Type: text/plain")
print()
print("Hello", name)
