#!/usr/bin/env python3
from .settings import COLOUR

print("Content-Type: text/plain\n")
