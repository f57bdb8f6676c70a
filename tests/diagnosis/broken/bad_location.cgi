#!/bin/sh
printf 'Location: two words\n\n'
