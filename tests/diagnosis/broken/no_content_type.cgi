#!/bin/sh
printf 'X-Greeting: Hello\n\nHello\n'
