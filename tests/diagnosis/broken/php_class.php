<?php
header('Content-Type: text/plain');
$mailer = new Mailer();
