#!/usr/bin/env python3
async def main():
    print("Content-Type: text/plain\n")


main()
