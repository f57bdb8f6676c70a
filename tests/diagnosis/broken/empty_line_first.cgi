#!/bin/sh
echo
printf 'Content-Type: text/plain\n\nHello\n'
