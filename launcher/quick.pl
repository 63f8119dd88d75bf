# Asks the running process to build or to push an image, for `slipway build` and `slipway push-image`.
#
# Java takes longer to start than a build takes that has nothing to do. This knows the options that
# are handed on as they are; at anything else, and when no process runs, it exits with 75 before it
# has done anything, and the command line in Java takes over and says what is wrong. Perl, because
# every Debian root has it and it starts at once; no modules but Socket, which starts at once too.
use strict;
use warnings;
use Socket;

use constant { OTHERS => 75, CHUNK => 1 << 16 };

# Options with one value, with a list of values, and without: as the order of a build names them.
my %value = (
  '--file' => 'dockerfile', '-f' => 'dockerfile', '--target' => 'target', '--network' => 'network',
  '--platform' => 'platform', '--memory' => 'memory', '-m' => 'memory',
);
my %list = (
  '--tag' => 'tags', '-t' => 'tags', '--build-arg' => 'buildArgs', '--label' => 'labels',
  '--build-context' => 'contexts', '--output' => 'outputs', '-o' => 'outputs',
  '--allow' => 'allow', '--cache-from' => 'cacheFrom', '--cache-to' => 'cacheTo',
);
my %flag = (
  '--no-cache' => 'noCache', '--pull' => 'pull', '--explain' => 'explain',
  '--keep-failed' => 'keepFailed', '--quiet' => 'quiet', '-q' => 'quiet',
);

sub leave_to_java { exit OTHERS }

sub refuse { print STDERR "slipway: @_\n"; exit 1 }

sub content {
  my ($file) = @_;
  open(my $in, '<', $file) or return;
  local $/;
  return scalar <$in>;
}

sub quoted {
  my ($text) = @_;
  utf8::decode(my $copy = $text) or leave_to_java();
  $text =~ s/(["\\])/\\$1/g;
  $text =~ s/([\x00-\x1f])/sprintf('\\u%04x', ord $1)/ge;
  return "\"$text\"";
}

# The text of a JSON string, without its quotes.
sub unquoted {
  my ($text) = @_;
  my %short = (n => "\n", t => "\t", r => "\r", b => "\b", f => "\f");
  $text =~ s/\\(?:u([0-9a-fA-F]{4})|(.))/defined $1 ? encoded(hex $1) : $short{$2} \/\/ $2/ge;
  return $text;
}

sub encoded { my $text = chr shift; utf8::encode($text); return $text }

sub field {
  my ($json, $name) = @_;
  return unquoted($1) if $json =~ /"$name":"((?:[^"\\]|\\.)*)"/;
  return $json =~ /"$name":(-?[0-9]+)/ ? $1 : '';
}

# --- Arguments ------------------------------------------------------------------------------------

my $command = shift @ARGV;
my $data    = $ENV{SLIPWAY_DATA} || '/var/lib/slipway';
my (%order, @places, $progress);
while (@ARGV) {
  my $word = shift @ARGV;
  if ($word !~ /^-/) {
    push @places, $word;
    next;
  }
  if ($flag{$word} && $command eq 'build') {
    leave_to_java() if exists $order{ $flag{$word} };
    $order{ $flag{$word} } = 'true';
    next;
  }
  my ($name, $given) = $word =~ /^(--[a-z-]+)=(.*)$/s ? ($1, $2) : ($word, shift @ARGV);
  leave_to_java() if !defined $given || $given =~ /^-/ || $given eq '';
  if ($name eq '--data') {
    $data = $given;
  } elsif ($command ne 'build') {
    leave_to_java();
  } elsif ($name eq '--progress' && $given eq 'plain' && !$progress) {
    $progress = $given;
  } elsif ($value{$name} && !exists $order{ $value{$name} }) {
    $order{ $value{$name} } = quoted($given);
  } elsif ($list{$name}) {
    # A variable without a value takes that of this process, which Java hands over.
    leave_to_java() if $name eq '--build-arg' && $given !~ /=/;
    push @{ $order{ $list{$name} } }, quoted($given);
  } else {
    leave_to_java();
  }
}
my $quiet = delete $order{quiet};
# In a terminal, the steps are drawn anew in place.
leave_to_java() if -t STDIN && -t STDOUT && !$quiet && !$progress && $command eq 'build';
leave_to_java() if defined $ENV{SOURCE_DATE_EPOCH};

# --- The process ----------------------------------------------------------------------------------

my $ready = content("$data/run/daemon.json") // leave_to_java();
my $stat = content('/proc/' . field($ready, 'pid') . '/stat') // leave_to_java();
# proc(5): after the name in parentheses come the state and, as the 20th, the start time.
my @fields = split / /, $stat =~ s/^.*\) //sr;
leave_to_java() if $fields[0] =~ /[ZX]/ || $fields[19] ne field($ready, 'started');
my $url = field($ready, 'url');
my ($host, $port) = $url =~ m{^http://([0-9.]+):([0-9]+)$} or leave_to_java();
my $token = $ENV{SLIPWAY_TOKEN} // '';
$token = content("$data/admin.token") // leave_to_java() if $token !~ /\S/;
$token =~ s/^\s+|\s+$//g;

sub ask {
  my ($path, $body) = @_;
  socket(my $peer, PF_INET, SOCK_STREAM, 0) or leave_to_java();
  connect($peer, pack_sockaddr_in($port, inet_aton($host))) or leave_to_java();
  my $request = "POST $path HTTP/1.0\r\nHost: $host:$port\r\nAuthorization: Bearer $token\r\n"
    . "Content-Type: application/json\r\nContent-Length: " . length($body) . "\r\n\r\n$body";
  $SIG{PIPE} = 'IGNORE';
  while (length $request) {
    my $sent = syswrite($peer, $request) // refuse("lost the connection to $url: $!");
    substr($request, 0, $sent, '');
  }
  my $head = '';
  while (defined(my $line = <$peer>)) {
    last if $line eq "\r\n";
    $head .= $line;
  }
  refuse("lost the connection to $url") if $head !~ m{^HTTP/1\.[01] ([0-9]+)};
  return $peer if $1 < 400;
  my $status = $1;
  my $answer = do { local $/; <$peer> } // '';
  refuse(field($answer, 'detail') || "the process answered $status: $answer");
}

sub absolute {
  my ($path) = @_;
  $path = readlink('/proc/self/cwd') . "/$path" if $path !~ m{^/};
  my @parts;
  for my $part (split m{/+}, $path) {
    next if $part eq '' || $part eq '.';
    if ($part eq '..') { pop @parts } else { push @parts, $part }
  }
  return '/' . join('/', @parts);
}

# --- Pushing --------------------------------------------------------------------------------------

if ($command eq 'push-image') {
  leave_to_java() if @places < 1 || @places > 2;
  my ($image, $destination) = map { quoted($_) } $places[0], $places[-1];
  my $peer = ask('/api/v1/images/push', "{\"image\":$image,\"destination\":$destination}");
  my $answer = do { local $/; <$peer> } // '';
  print 'pushed ' . field($answer, 'name') . '@' . field($answer, 'digest') . "\n";
  exit 0;
}

# --- Building -------------------------------------------------------------------------------------

leave_to_java() if @places != 1;
my $context = absolute($places[0]);
leave_to_java() if !-d $context;
$order{context}   = quoted($context);
$order{directory} = quoted(readlink '/proc/self/cwd');
$order{progress}  = '"plain"';
my @members = map { "\"$_\":" . (ref $order{$_} ? '[' . join(',', @{ $order{$_} }) . ']' : $order{$_}) }
  sort keys %order;

my $peer = ask('/api/v1/builds', '{' . join(',', @members) . '}');
my ($result, $error);
while (defined(my $line = <$peer>)) {
  chomp $line;
  if ($line =~ /^\{"line":"(.*)"\}$/s) {
    print STDERR unquoted($1), "\n" if !$quiet;
  } elsif ($line =~ /^\{"result":/) {
    $result = $line;
  } elsif ($line =~ /^\{"error":"(.*)"\}$/s) {
    $error = unquoted($1);
  }
}
refuse($error) if defined $error;
refuse("the build ended without a result: the process has gone; 'slipway logs' says why")
  if !defined $result;
# The image's own fields come before those of its steps, its names last.
my $digest = field($result, 'digest');
if ($quiet) {
  print "$digest\n";
  exit 0;
}
printf "%s  %.1f MB compressed, %.1f MB unpacked, %d ms\n", $digest,
  field($result, 'compressedBytes') / 1e6, field($result, 'unpackedBytes') / 1e6,
  field($result, 'milliseconds');
my ($tags) = $result =~ /"tags":\[([^\[\]]*)\]\}\}$/;
print 'named ', unquoted($1), "\n" while ($tags // '') =~ /"((?:[^"\\]|\\.)*)"/g;
