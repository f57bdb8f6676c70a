#!/usr/bin/env ruby
nil.upcase
puts "Content-Type: text/plain\n\n"
