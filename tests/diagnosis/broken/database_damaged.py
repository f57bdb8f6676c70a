#!/usr/bin/env python3
import sqlite3

database = sqlite3.connect(__file__)
database.execute("SELECT * FROM guests")

print("Content-Type: text/plain\n")
