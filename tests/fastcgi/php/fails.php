<?php
header('Content-Type: text/plain');
error_log('a word to the log');
throw new RuntimeException('what went wrong');
