#!/usr/bin/env python3
import socket

socket.create_connection(("127.0.0.1", 1))
print("Content-Type: text/plain")
print()
print("Hello")
