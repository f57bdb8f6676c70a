#!/etc/passwd
print("Content-Type: text/plain")
print()
print("Hello")
