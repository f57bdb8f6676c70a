#!/usr/bin/env python3
def main():
    print("Content-Type: text/plain\n")
    print("Hello")

if __name__ == "main":
    main()
