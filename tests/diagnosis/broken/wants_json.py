#!/usr/bin/env python3
import json
import sys

order = json.load(sys.stdin)
print("Content-Type: application/json")
print()
print(json.dumps({"thanks for": order}))
