#!/usr/bin/env python3
def main():
    print("Content-Type: text/plain\n")
    print("Hello")
