#!/usr/bin/env python3
import colorsys

red = colorsys.hls_to_rgb(0, 0.5, 1)
print("Content-Type: text/plain\n")
print(red)
