#!/usr/bin/env python3
import os

query = os.environ["Query_String"]
print("Content-Type: text/plain\n")
