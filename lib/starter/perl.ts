import type { Starter } from "./starter.ts";

const SCRIPT = `#!/usr/bin/env perl
# Answers the form. Gatehouse runs this file once for each request.
use strict;
use warnings;
use Encode qw(decode);

if (($ENV{REQUEST_METHOD} // '') ne 'POST') {
    page('Nobody here yet', 'Please use the form.');
    exit;
}

# The server says how many bytes there are to read.
binmode STDIN;
read STDIN, my $content = '', $ENV{CONTENT_LENGTH} || 0;
my %form = map { unescape($_) } map { (split(/=/, $_, 2), '')[0, 1] } split /&/, $content;

my $name = $form{name} // '';
$name =~ s/^\\s+|\\s+$//g;
if ($name ne '') {
    page("Hello, $name!", 'Nice to meet you.');
}
else {
    page('No name?', 'Please fill in the form.', '400 Bad Request');
}

# Undoes the encoding of a form: + is a space, %C3 a byte, and the bytes are UTF-8.
sub unescape {
    my ($text) = @_;
    $text =~ tr/+/ /;
    $text =~ s/%([0-9A-Fa-f]{2})/chr hex $1/ge;
    return decode('UTF-8', $text);
}

# What people type must never become markup.
sub escape_html {
    my ($text) = @_;
    $text =~ s/([&<>"'])/'&#' . ord($1) . ';'/ge;
    return $text;
}

# Writes fields, an empty line, and the page.
sub page {
    my ($heading, $text, $status) = @_;
    $status //= '200 OK';
    ($heading, $text) = map { escape_html($_) } $heading, $text;
    binmode STDOUT, ':encoding(UTF-8)';
    print <<"PAGE";
Status: $status
Content-Type: text/html; charset=utf-8

<!doctype html>
<html lang="en">
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width">
  <title>$heading</title>
  <link rel="stylesheet" href="/style.css">
  <h1>$heading</h1>
  <p>$text <a href="/">Back</a></p>
</html>
PAGE
}
`;

const TEST = `# Runs the script as a server would, and looks at what it writes.
use strict;
use warnings;
use FindBin;
use IPC::Open2;
use Test::More tests => 4;

sub answer_to {
    my ($content) = @_;
    local $ENV{REQUEST_METHOD} = 'POST';
    local $ENV{CONTENT_LENGTH} = length $content;
    my $pid = open2(my $out, my $in, $^X, "$FindBin::Bin/../cgi-bin/greet.pl");
    print {$in} $content;
    close $in;
    local $/;
    my $answer = <$out>;
    waitpid $pid, 0;
    return $answer;
}

like answer_to('name=Ada'), qr/Status: 200 OK/, 'it is well';
like answer_to('name=Ada'), qr/Hello, Ada!/, 'it says hello';
unlike answer_to('name=%3Cb%3E'), qr/<b>/, 'a name is never markup';
like answer_to('name=+'), qr/Status: 400/, 'without a name it asks for one';
`;

/** The starter in Perl. */
export const PERL: Starter = {
  name: "Perl",
  action: "/cgi-bin/greet.pl",
  files: [
    {
      path: "cgi-bin/greet.pl",
      text: SCRIPT,
      executable: true,
      about: "the script",
    },
    { path: "tests/greet.t", text: TEST, about: "a test of it" },
  ],
  test: "perl tests/greet.t",
  needs: ["perl"],
};
