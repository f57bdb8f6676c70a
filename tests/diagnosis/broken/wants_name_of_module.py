#!/usr/bin/env python3
from main_guard import greeting

print("Content-Type: text/plain\n")
