#!/usr/bin/env python3
import os
from http.cookies import SimpleCookie

cookies = SimpleCookie(os.environ.get("HTTP_COOKIE", ""))
user = cookies["user"].value

print("Content-Type: text/plain\n")
