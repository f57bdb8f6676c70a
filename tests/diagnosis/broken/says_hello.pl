#!/usr/bin/env perl
use strict;
use warnings;
say "Content-Type: text/plain\n";
say "Hello";
