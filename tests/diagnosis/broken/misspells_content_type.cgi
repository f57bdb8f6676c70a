#!/bin/sh
printf 'Contenttype: text/plain\n\nHello\n'
