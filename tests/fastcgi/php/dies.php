<?php
// The worker itself ends in the midst of its answer.
header('Content-Type: text/plain');
echo str_repeat('x', 100000);
flush();
posix_kill(getmypid(), 9);
