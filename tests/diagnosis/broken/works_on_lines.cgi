#!/usr/bin/awk -f
{ print "Content-Type: text/plain\n\n" $0 }
