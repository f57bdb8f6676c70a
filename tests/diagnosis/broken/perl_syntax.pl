#!/usr/bin/perl
use strict;
$greeting = "Hello";
print "Content-Type: text/plain\n\n$greeting\n";
