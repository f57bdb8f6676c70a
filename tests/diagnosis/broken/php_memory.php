<?php
header('Content-Type: text/plain');
ini_set('memory_limit', '8M');
$text = str_repeat('a', 64 * 1024 * 1024);
