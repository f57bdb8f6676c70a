<?php
header('Content-Type: text/plain');
echo snmpget('192.0.2.1', 'public', 'sysUpTime.0');
