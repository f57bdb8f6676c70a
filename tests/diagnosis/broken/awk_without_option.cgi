#!/usr/bin/awk
BEGIN { print "Content-Type: text/plain\n\nHello" }
