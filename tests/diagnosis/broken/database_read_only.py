#!/usr/bin/env python3
import sqlite3

database = sqlite3.connect(":memory:")
database.execute("PRAGMA query_only = ON")
database.execute("CREATE TABLE t (a)")

print("Content-Type: text/plain\n")
