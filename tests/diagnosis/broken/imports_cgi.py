#!/usr/bin/env python3
import cgi

form = cgi.FieldStorage()
print("Content-Type: text/plain")
print()
print("Hello")
