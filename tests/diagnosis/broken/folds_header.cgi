#!/bin/sh
printf 'Content-Type: text/html;\n  charset=utf-8\n\nHello\n'
