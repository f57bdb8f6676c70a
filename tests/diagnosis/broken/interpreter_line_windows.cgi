#!C:\Python313\python.exe
print("Content-Type: text/plain")
print()
print("Hello")
