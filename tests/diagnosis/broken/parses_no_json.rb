#!/usr/bin/env ruby
require "json"
order = JSON.parse($stdin.read)
puts "Content-Type: text/plain\n\n#{order}"
