#!/bin/sh
use strict;
my $name = "Ada";
print "Content-Type: text/plain\n\n";
exit 1;
