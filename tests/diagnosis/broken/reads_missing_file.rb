#!/usr/bin/env ruby
text = File.read("no-such-list.txt")
puts "Content-Type: text/plain\n\n#{text}"
