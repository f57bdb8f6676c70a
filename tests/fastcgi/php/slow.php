<?php
// Says one word, and much later another; notices when nobody listens.
ignore_user_abort(false);
header('Content-Type: text/plain');
file_put_contents(__DIR__ . '/slow', 'begun');
register_shutdown_function(fn () => file_put_contents(__DIR__ . '/slow', connection_aborted() ? 'aborted' : 'ended'));
for ($i = 0; $i < 3000; $i++) {
    echo "$i\n";
    flush();
    usleep(10000);
}
