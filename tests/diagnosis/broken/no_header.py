#!/usr/bin/env python3
name = "you"
print("Hello,", name)
