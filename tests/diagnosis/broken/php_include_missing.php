<?php
require 'inc/header.php';
echo 'Hello';
