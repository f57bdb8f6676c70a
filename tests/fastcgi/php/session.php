<?php
// A form, a cookie, a redirect: what most applications are made of.
session_save_path(__DIR__);
session_start();
if ($_SERVER['REQUEST_METHOD'] === 'POST') {
    $_SESSION['name'] = $_POST['name'];
    header('Location: ' . $_SERVER['SCRIPT_NAME'], true, 303);
    exit;
}
setcookie('second', '2');
header('Content-Type: text/plain; charset=utf-8');
echo 'Hello ', $_SESSION['name'] ?? 'stranger';
