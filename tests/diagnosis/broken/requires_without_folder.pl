#!/usr/bin/env perl
use strict;
use warnings;
require "settings.pl";
print "Content-Type: text/plain\n\n";
