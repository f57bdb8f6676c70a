<?php
// How the board looks.
function page(string $title, array $entries, array $session, string $action): void
{
    header('Cache-Control: no-store');
    echo "<!doctype html><title>", htmlspecialchars($title), "</title>\n";
    echo "<p>", isset($session['name']) ? 'Hello, ' . htmlspecialchars($session['name']) : 'Who are you?', "</p>\n";
    foreach ($entries as $entry) {
        printf("<p>%d %s: %s</p>\n", $entry['topic'], htmlspecialchars($entry['name']), htmlspecialchars($entry['text']));
    }
    echo "<form method=post action=", htmlspecialchars($action), ">",
        "<input type=hidden name=token value={$session['token']}><textarea name=text></textarea></form>\n";
}

function fail(int $status, string $why): never
{
    http_response_code($status);
    header('Content-Type: text/plain; charset=utf-8');
    exit("$why\n");
}
