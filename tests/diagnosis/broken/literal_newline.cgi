#!/usr/bin/env bash
echo "Content-Type: text/plain\n\nHello"
