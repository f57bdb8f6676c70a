#!/bin/sh
echo -e "Content-Type: text/plain\n\nHello"
