#!/usr/bin/env perl
use strict;
use warnings;
my $text = Dumper([1, 2]);
print "Content-Type: text/plain\n\n";
