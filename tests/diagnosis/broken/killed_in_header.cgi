#!/bin/sh
echo 'Content-Type: text/plain'
kill -KILL $$
