#!/bin/sh
printf 'Content-Type: text/plain\nX-Bell: ding\007dong\n\nHello\n'
