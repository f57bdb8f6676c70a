#!/usr/bin/env perl
use v5.999;
print "Content-Type: text/plain\n\n";
