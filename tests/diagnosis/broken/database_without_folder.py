#!/usr/bin/env python3
import sqlite3

database = sqlite3.connect("no-such-folder/site.db")
database.execute("SELECT 1")

print("Content-Type: text/plain\n")
