#!/usr/bin/env perl
if (caller) { 0; } else {
  require "./requires_untrue_file.pl";
  print "Content-Type: text/plain\n\n";
}
0;
