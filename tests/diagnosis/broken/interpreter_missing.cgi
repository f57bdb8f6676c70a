#!/opt/nowhere/bin/python
print("Content-Type: text/plain")
print()
print("Hello")
