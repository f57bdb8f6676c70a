<?php
header('Content-Type: text/plain');
echo intdiv(1, 0);
