#!/bin/sh
printf 'Status: OK\nContent-Type: text/plain\n\nHello\n'
