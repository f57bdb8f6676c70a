#!/usr/bin/env perl
# Says hello to the first name that a form sends. Needs nothing but Perl itself.
use strict;
use warnings;
use Encode qw(decode);

my $LIMIT = 64 * 1024;    # bytes of content; no name is longer

my $method = $ENV{REQUEST_METHOD} // 'GET';
my ($length) = ($ENV{CONTENT_LENGTH} // '') =~ /^(\d+)$/;
$length //= 0;
my $posted = $method eq 'POST';

my $form = $ENV{QUERY_STRING} // '';
if ($posted) {
    # So many bytes and not one more: the stream may stay open.
    binmode STDIN;
    read STDIN, $form = '', $length <= $LIMIT ? $length : 0;
}
my $name = field($form, 'firstname') // '';
$name =~ s/^\s+|\s+$//g;

if ($method !~ /^(?:GET|HEAD|POST)$/) {
    answer('405 Method Not Allowed', 'What is your name?', '<p>Please use the form.</p>');
}
elsif ($length > $LIMIT) {
    answer('413 Content Too Large', 'What is your name?', '<p>That was too long for a name.</p>');
}
elsif ($name ne '') {
    my $source = $posted ? 'its standard input' : 'QUERY_STRING';
    answer('200 OK', 'Hello, ' . escape_html($name) . '!', "
      <p>The script read this from $source:</p>
      <pre>" . escape_html(decode('UTF-8', $form)) . '</pre>');
}
elsif ($posted) {
    answer('400 Bad Request', 'What is your name?', '<p>The form came without a first name.</p>');
}
else {
    answer('200 OK', 'What is your name?', '<p>Nothing was sent yet.</p>');
}

# The first field of that name in a form sent as application/x-www-form-urlencoded, or undef.
sub field {
    my ($form, $wanted) = @_;
    for my $pair (split /&/, $form) {
        my ($name, $value) = map { unescape($_) } split(/=/, $pair, 2), '', '';
        return $value if $name eq $wanted;
    }
    return undef;
}

# Undoes the encoding of one name or value: + is a space, %C3 a byte, and the bytes are UTF-8.
sub unescape {
    my ($text) = @_;
    $text =~ tr/+/ /;
    $text =~ s/%([0-9A-Fa-f]{2})/chr hex $1/ge;
    return decode('UTF-8', $text);
}

# Makes text safe inside HTML, in content and in quoted attributes.
sub escape_html {
    my ($text) = @_;
    $text =~ s/([&<>"'])/'&#' . ord($1) . ';'/ge;
    return $text;
}

# Writes the whole answer: fields, an empty line, the page. Heading and text are HTML already.
sub answer {
    my ($status, $heading, $text) = @_;
    binmode STDOUT, ':encoding(UTF-8)';
    printf <<'PAGE', $status, $heading, $text, $^V;
Status: %s
Content-Type: text/html; charset=utf-8
Allow: GET, HEAD, POST

<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Hello from Perl</title>
    <link rel="stylesheet" href="/style.css">
  </head>
  <body class="answer">
    <main>
      <h1>%s</h1>
      %s
      <form method="post" action="post.pl">
        <label for="firstname">First name</label>
        <input id="firstname" name="firstname" autocomplete="given-name">
        <button>Send</button>
      </form>
      <p><a href="/">Back to the front page</a></p>
    </main>
    <footer>Answered by <code>post.pl</code>, Perl %vd.</footer>
  </body>
</html>
PAGE
}
