#!/usr/bin/env python3
import a_module_that_nobody_has

print("Content-Type: text/plain")
print()
print("Hello")
