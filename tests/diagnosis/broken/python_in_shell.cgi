#!/bin/sh
import os

print("Content-Type: text/plain\n")
