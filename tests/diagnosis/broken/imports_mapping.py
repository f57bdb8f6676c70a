#!/usr/bin/env python3
from collections import Mapping

print("Content-Type: text/plain\n")
