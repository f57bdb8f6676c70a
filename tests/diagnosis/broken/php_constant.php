<?php
header('Content-Type: text/plain');
$visitor = ['name' => 'Ada'];
echo $visitor[name];
