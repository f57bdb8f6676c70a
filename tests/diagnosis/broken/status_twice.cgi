#!/bin/sh
printf 'Status: 200 OK\nStatus: 404 Not Found\nContent-Type: text/plain\n\nHello\n'
