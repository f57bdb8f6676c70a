#!/usr/bin/env python3
import MySQLdb

print("Content-Type: text/plain\n")
print(MySQLdb)
