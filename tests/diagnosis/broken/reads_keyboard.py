#!/usr/bin/env python3
name = input("Your name: ")
print("Content-Type: text/plain\n")
print("Hello,", name)
