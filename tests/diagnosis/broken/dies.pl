#!/usr/bin/perl
die "I have had enough";
