#!/usr/bin/env python3
echo "Content-Type: text/plain"
echo
