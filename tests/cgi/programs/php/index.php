<?php
// Tells what it was asked, as a form does.
header('Content-Type: application/json');
echo json_encode([
    'method' => $_SERVER['REQUEST_METHOD'],
    'script' => $_SERVER['SCRIPT_NAME'],
    'self' => $_SERVER['PHP_SELF'],
    'path' => $_SERVER['PATH_INFO'] ?? null,
    'root' => $_SERVER['DOCUMENT_ROOT'],
    'uri' => $_SERVER['REQUEST_URI'],
    'get' => $_GET,
    'post' => $_POST,
    'cookies' => $_COOKIE,
    'sapi' => PHP_SAPI,
], JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES);
