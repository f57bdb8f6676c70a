#!/usr/bin/env python3
import sqlite3
import tempfile

name = tempfile.mkdtemp() + "/guests.db"
holder = sqlite3.connect(name, isolation_level=None)
holder.execute("create table guests (name)")
holder.execute("begin exclusive")
other = sqlite3.connect(name, timeout=0)
other.execute("insert into guests values ('Ada')")
print("Content-Type: text/plain")
print()
print("Hello")
