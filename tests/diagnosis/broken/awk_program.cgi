#!/usr/bin/awk -f
BEGIN {
  print "Content-Type: text/plain\n"
