#!/usr/bin/env perl
use strict;
use warnings;
require "./no-settings.pl";
print "Content-Type: text/plain\n\n";
