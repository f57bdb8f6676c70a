#!/usr/bin/env pyhton3
print("Content-Type: text/plain\n")
print("Hello")
