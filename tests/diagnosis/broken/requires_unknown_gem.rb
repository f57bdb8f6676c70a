#!/usr/bin/env ruby
require "a_gem_that_nobody_has"
