#!/usr/bin/env ruby
address = ENV.fetch("COLOUR_OF_TEA")
puts "Content-Type: text/plain\n\n#{address}"
