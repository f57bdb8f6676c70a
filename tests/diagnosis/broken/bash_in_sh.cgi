#!/bin/sh
names=(Ada Grace)
printf 'Content-Type: text/plain\n\nHello\n'
