#!/bin/sh
echo 'Content-Type: text/html'
echo '<p>Hello'
