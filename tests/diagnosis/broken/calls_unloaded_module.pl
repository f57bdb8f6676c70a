#!/usr/bin/env perl
use strict;
use warnings;
my $client = HTTP::Tiny->new;
print "Content-Type: text/plain\n\n";
