#!/usr/bin/env python3
from distutils.util import strtobool

print("Content-Type: text/plain\n")
