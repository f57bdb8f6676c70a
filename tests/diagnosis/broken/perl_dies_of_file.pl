#!/usr/bin/env perl
open(my $list, "<", "/nowhere/list.txt") or die "Cannot open /nowhere/list.txt: $!";
print "Content-Type: text/plain\n\n";
