<?php
header('Content-Type: text/plain');
$name = 'Ada';
echo $name{0};
