#!/bin/sh -e -u
printf "Content-Type: text/plain\n\nhello\n"
