#!/usr/bin/env python3
names = open("data/names.txt").read()
print("Content-Type: text/plain")
print()
print("Hello")
