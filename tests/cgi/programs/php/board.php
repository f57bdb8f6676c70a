<?php
// A notice board of a few pages: /board.php, /board.php/topic/2, sign in, post, answer, sign out.
declare(strict_types=1);
require __DIR__ . '/inc/store.php';
require __DIR__ . '/inc/page.php';

session_start();
$store = new Store(getenv('BOARD_DATA') ?: sys_get_temp_dir());
$_SESSION['token'] ??= bin2hex(random_bytes(8));
$self = $_SERVER['SCRIPT_NAME'];
$path = explode('/', trim($_SERVER['PATH_INFO'] ?? '', '/'));

if ($_SERVER['REQUEST_METHOD'] === 'POST') {
    if (!hash_equals($_SESSION['token'], $_POST['token'] ?? '')) {
        fail(403, 'This form is too old.');
    }
    switch ($path[0]) {
        case 'in':
            $_SESSION['name'] = trim($_POST['name'] ?? '');
            session_regenerate_id();
            break;
        case 'out':
            $_SESSION = ['token' => $_SESSION['token']];
            break;
        case 'topic':
            if (($_SESSION['name'] ?? '') === '') {
                fail(401, 'Sign in first.');
            }
            $id = $store->add((int) ($path[1] ?? 0), $_SESSION['name'], $_POST['text'] ?? '');
            header("Location: http://{$_SERVER['HTTP_HOST']}$self/topic/$id", true, 303);
            exit;
        default:
            fail(404, 'No such page.');
    }
    header("Location: http://{$_SERVER['HTTP_HOST']}$self", true, 303);
    exit;
}

if ($path[0] === 'topic') {
    $entries = $store->topic((int) ($path[1] ?? 0)) ?: fail(404, 'No such topic.');
    page("Topic $path[1]", $entries, $_SESSION, "$self/topic/$path[1]");
} elseif ($path[0] === '') {
    page('All topics', $store->all(), $_SESSION, "$self/topic");
} else {
    fail(404, 'No such page.');
}
