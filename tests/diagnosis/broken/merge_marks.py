#!/usr/bin/env python3
<<<<<<< HEAD
greeting = "Hello"
=======
greeting = "Good day"
>>>>>>> polite
print("Content-Type: text/plain\n")
print(greeting)
