<?php
// Tells of each file that came with a form.
header('Content-Type: text/plain; charset=utf-8');
foreach ($_FILES as $field => $file) {
    echo $field, ' ', $file['name'], ' ', $file['size'], ' ', hash_file('sha256', $file['tmp_name']), "\n";
}
