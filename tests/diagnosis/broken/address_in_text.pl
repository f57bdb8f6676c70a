#!/usr/bin/env perl
use strict;
use warnings;
print "Content-Type: text/plain\n\n";
print "Write to ada@example.com\n";
