<?php
// Kills its worker before it answers, as often as a file says.
$file = __DIR__ . '/kills';
$left = (int) file_get_contents($file);
if ($left > 0) {
    file_put_contents($file, $left - 1);
    posix_kill(getmypid(), 9);
}
header('Content-Type: text/plain');
echo 'alive';
