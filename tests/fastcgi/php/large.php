<?php
// Sends as many MiB as it is asked for.
header('Content-Type: application/octet-stream');
for ($i = 0; $i < (int) $_GET['mib']; $i++) echo str_repeat(chr(65 + $i % 26), 1 << 20);
