#!/bin/sh
echo '<!doctype html><p>Hello'
