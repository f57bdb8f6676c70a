#!/usr/bin/env python3
import sys
import traceback

try:
    1 / 0
except ZeroDivisionError:
    traceback.print_exc(file=sys.stdout)
