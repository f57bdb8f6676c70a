#!/bin/sh
printf 'Content-Type: text/plain\r\rHello\r'
