#!/usr/bin/perl -T
my $list = `ls $ENV{QUERY_STRING}`;
print "Content-Type: text/plain\n\n";
