<?php
// Reads its content piece by piece and tells its length and digest.
header('Content-Type: text/plain');
$in = fopen('php://input', 'rb');
$sum = hash_init('sha256');
$size = 0;
while (!feof($in)) {
    $piece = fread($in, 65536);
    $size += strlen($piece);
    hash_update($sum, $piece);
}
printf("%d %s", $size, hash_final($sum));
