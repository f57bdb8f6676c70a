#!/usr/bin/env python3
form = {}
if form.has_key("name"):
    pass

print("Content-Type: text/plain\n")
