#!/usr/bin/env perl
use strict;
use warnings;
require "cgi-lib.pl";
print "Content-Type: text/plain\n\n";
