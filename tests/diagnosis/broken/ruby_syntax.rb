#!/usr/bin/env ruby
puts "Content-Type: text/plain
def
