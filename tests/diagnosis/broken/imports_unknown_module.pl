#!/usr/bin/perl
use Nobody::Has::This;
print "Content-Type: text/plain\n\nHello\n";
