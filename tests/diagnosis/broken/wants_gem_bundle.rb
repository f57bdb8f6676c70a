#!/usr/bin/env ruby
gem "a_gem_that_nobody_has"
