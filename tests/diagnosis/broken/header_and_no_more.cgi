#!/bin/sh
echo 'Content-Type: text/html'
