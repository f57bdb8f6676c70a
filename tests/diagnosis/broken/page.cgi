<!doctype html>
<title>A page</title>
<p>I am no script.
