#!/usr/bin/env -S -u REDIRECT_STATUS php-cgi
<?php
echo "Hello";
