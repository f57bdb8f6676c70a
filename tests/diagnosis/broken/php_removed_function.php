<?php
header('Content-Type: text/plain');
$link = mysql_connect('localhost', 'guest', 'secret');
