#!/usr/bin/env perl
use strict;
open(my $log, ">>", "/no-such-folder/log") or die;
print "Content-Type: text/plain\n\n";
