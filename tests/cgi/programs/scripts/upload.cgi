#!/usr/bin/perl
# Takes an upload with CGI.pm and tells how far it is in a file beside it, as progress bars do.
use strict;
use warnings;
use CGI;
use Digest::SHA;

my ($data, $seen) = ($ENV{UPLOAD_DATA}, 0);

sub progress {
    my ($name, undef, $bytes) = @_;
    return if $bytes <= $seen;
    $seen = $bytes;
    open my $file, '>', "$data/progress" or die "progress: $!";
    print $file $bytes;
    close $file;
}

my $cgi = CGI->new(\&progress);
my $upload = $cgi->upload('file');
print $cgi->header(-type => 'text/plain', -charset => 'utf-8', -cookie => $cgi->cookie(-name => 'last', -value => 'upload'));
if ($upload) {
    my $sha = Digest::SHA->new(256)->addfile($upload->handle);
    printf "%s %d %s\n", $cgi->param('file'), -s $upload->handle, $sha->hexdigest;
}
printf "comment %s\n", scalar $cgi->param('comment') // '';
printf "path %s\n", $cgi->path_info;
printf "url %s\n", $cgi->url(-path_info => 1, -query => 0);
