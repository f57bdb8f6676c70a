#!/usr/bin/env python3
import locale

locale.setlocale(locale.LC_ALL, "xx_XX.UTF-8")

print("Content-Type: text/plain\n")
