#!/bin/sh
unset SCRIPT_FILENAME PATH_TRANSLATED
exec php-cgi
