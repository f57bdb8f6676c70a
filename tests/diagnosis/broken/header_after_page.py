#!/usr/bin/env python3
print("<!doctype html><h1>Hello</h1>")
print("Content-Type: text/html")
print()
