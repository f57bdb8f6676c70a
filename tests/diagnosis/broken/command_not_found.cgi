#!/bin/sh
set -e
a_command_that_nobody_has
printf 'Content-Type: text/plain\n\nHello\n'
