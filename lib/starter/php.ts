import { shellTest } from "./shell.ts";
import type { Starter } from "./starter.ts";

const SCRIPT = `<?php
// Answers the form. Gatehouse has this file run by php-cgi once for each request.

if ($_SERVER['REQUEST_METHOD'] !== 'POST') {
    page('Nobody here yet', 'Please use the form.');
    exit;
}
$name = trim($_POST['name'] ?? '');
if ($name === '') {
    http_response_code(400);
    page('No name?', 'Please fill in the form.');
} else {
    page("Hello, $name!", 'Nice to meet you.');
}

/** Writes the page. What people type must never become markup. */
function page(string $heading, string $text): void
{
    $heading = htmlspecialchars($heading);
    $text = htmlspecialchars($text); ?>
<!doctype html>
<html lang="en">
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width">
  <title><?= $heading ?></title>
  <link rel="stylesheet" href="/style.css">
  <h1><?= $heading ?></h1>
  <p><?= $text ?> <a href="/">Back</a></p>
</html>
<?php
}
`;

/** The starter in PHP. */
export const PHP: Starter = {
  name: "PHP",
  action: "/cgi-bin/greet.php",
  files: [
    { path: "cgi-bin/greet.php", text: SCRIPT, about: "the script" },
    shellTest(
      "php-cgi",
      'REDIRECT_STATUS=200 SCRIPT_FILENAME="$PWD/cgi-bin/greet.php" \\\n    ',
    ),
  ],
  test: "sh tests/greet_test.sh",
  needs: ["php-cgi"],
};
