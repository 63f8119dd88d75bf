# docker build, tag, push and pull for the steps of a job, without the start of Java.
#
# Knows the options that are handed on as they are. At anything else, and when nobody answers, it
# becomes the program in Java before it has done or read anything, and that one says what is wrong.
# Acts with the job's own token, as that one does. No modules but Socket, which every perl has.
use strict;
use warnings;
use Socket;

# What was given, for the program in Java.
my @given = @ARGV;

sub leave_to_java {
  $ENV{SLIPWAY_STANDIN_WHOLE} = 'yes';
  exec { "$ENV{SLIPWAY_STANDINS}/docker" } 'docker', @given;
  die "docker: $ENV{SLIPWAY_STANDINS}/docker: $!\n";
}

sub refuse { print STDERR "@_\n"; exit 1 }

# --- JSON -----------------------------------------------------------------------------------------

sub quoted {
  my ($text) = @_;
  utf8::decode(my $copy = $text) or leave_to_java();
  $text =~ s/(["\\])/\\$1/g;
  $text =~ s/([\x00-\x1f])/sprintf('\\u%04x', ord $1)/ge;
  return "\"$text\"";
}

sub list { return '[' . join(',', map { quoted($_) } @_) . ']' }

# Of NAME=VALUE; a name alone takes the variable's value, if there is one.
sub pairs {
  my %all;
  for my $pair (@_) {
    my ($name, $value) = split /=/, $pair, 2;
    $value = $ENV{$name} if $pair !~ /=/ && length($ENV{$name} // '');
    $all{$name} = $value if defined $value;
  }
  return '{' . join(',', map { quoted($_) . ':' . quoted($all{$_}) } sort keys %all) . '}';
}

# The text of a JSON string, without its quotes.
sub unquoted {
  my ($text) = @_;
  my %short = (n => "\n", t => "\t", r => "\r", b => "\b", f => "\f");
  my $pair = qr/\\u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})/;
  $text =~ s/$pair/encoded(0x10000 + ((hex($1) & 0x3ff) << 10) + (hex($2) & 0x3ff))/ge;
  $text =~ s/\\(?:u([0-9a-fA-F]{4})|(.))/defined $1 ? encoded(hex $1) : $short{$2} \/\/ $2/ge;
  return $text;
}

sub encoded { my $text = chr shift; utf8::encode($text); return $text }

my $string = qr/"([^"\\]*(?:\\.[^"\\]*)*)"/s;

sub field { my ($json, $name) = @_; return $json =~ /"$name":$string/ ? unquoted($1) : '' }

# --- The process ----------------------------------------------------------------------------------

# A connection to it. Up to here nothing has been done that the program in Java would do again.
sub connection {
  my ($host, $port) = ($ENV{SLIPWAY_URL} // '') =~ m{^http://([^:/]+):([0-9]+)$} or leave_to_java();
  leave_to_java() if ($ENV{SLIPWAY_JOB_TOKEN} // '') !~ /^[!-~]+$/;
  my $address = inet_aton($host) or leave_to_java();
  socket(my $peer, PF_INET, SOCK_STREAM, 0) or leave_to_java();
  connect($peer, pack_sockaddr_in($port, $address)) or leave_to_java();
  return $peer;
}

# Sends an order. What is refused is told to $failed, which does not come back.
sub order {
  my ($peer, $path, $body, $failed) = @_;
  my ($host) = $ENV{SLIPWAY_URL} =~ m{^http://(.*)$};
  my $request = "POST /api/v1/job/$path HTTP/1.0\r\nHost: $host\r\n"
    . "Authorization: Bearer $ENV{SLIPWAY_JOB_TOKEN}\r\nContent-Type: application/json\r\n"
    . 'Content-Length: ' . length($body) . "\r\n\r\n$body";
  local $SIG{PIPE} = 'IGNORE';
  while (length $request) {
    my $sent = syswrite($peer, $request) // $failed->("lost the connection to $ENV{SLIPWAY_URL}: $!");
    substr($request, 0, $sent, '');
  }
  my $head = <$peer> // '';
  while (defined(my $more = <$peer>)) { last if $more eq "\r\n" }
  my ($status) = $head =~ m{^HTTP/1\.[01] ([0-9]+)};
  $failed->("lost the connection to $ENV{SLIPWAY_URL}") if !defined $status;
  return if $status < 400;
  my $answer = do { local $/; <$peer> } // '';
  $answer =~ s/^\s+|\s+$//g;
  my $detail = $answer =~ /^\{/ ? field($answer, 'detail') : '';
  $failed->($detail || "the server answered $status" . ($answer eq '' ? '' : ": $answer"));
}

# Hears the lines of work that was ordered; the result is the last one.
sub work {
  my ($peer, $line, $failed) = @_;
  my $result;
  while (defined(my $message = <$peer>)) {
    chomp $message;
    if ($message =~ /^\{"line":"(.*)"\}$/s) {
      $line->(unquoted($1));
    } elsif ($message =~ /^\{"error":"(.*)"\}$/s) {
      $failed->(unquoted($1) || 'it failed');
    } elsif ($message =~ /^\{"result":/) {
      $result = $message;
    }
  }
  return $result // $failed->('the process has gone before it was done');
}

# --- Arguments ------------------------------------------------------------------------------------

# Takes a command line apart: options with a value, and switches, by all spellings, as names.
sub arguments {
  my ($valued, $switches, @rest) = @_;
  my (%found, @words);
  while (@rest) {
    my $word = shift @rest;
    if ($word !~ /^-/) {
      push @words, $word;
      next;
    }
    my ($name, $value) = $word =~ /^(--[a-z-]+)=(.*)$/s ? ($1, $2) : ($word, undef);
    if ($valued->{$name}) {
      $value //= shift(@rest) // leave_to_java();
      push @{ $found{ $valued->{$name} } }, $value;
    } elsif ($switches->{$name} && !defined $value) {
      $found{ $switches->{$name} } = ['true'];
    } else {
      leave_to_java();
    }
  }
  return (\%found, @words);
}

# --- Commands -------------------------------------------------------------------------------------

sub build {
  my %valued = (
    '-t' => 'tags', '--tag' => 'tags', '-f' => 'dockerfile', '--file' => 'dockerfile',
    '--build-arg' => 'buildArgs', '--label' => 'labels', '--build-context' => 'contexts',
    '--target' => 'target', '--network' => 'network', '--cache-from' => 'cacheFrom',
    '--cache-to' => 'cacheTo', '--progress' => 'progress',
  );
  my %switches = (
    '--no-cache' => 'noCache', '--pull' => 'pull', '-q' => 'quiet', '--quiet' => 'quiet',
    '--load' => 'load',
  );
  my ($found, @words) = arguments(\%valued, \%switches, @_);
  # What the environment says besides: a time becomes a build argument, unless there is one.
  leave_to_java() if grep { ($ENV{$_} // '') ne '' } qw(SOURCE_DATE_EPOCH DOCKER_DEFAULT_PLATFORM);
  leave_to_java() if ($ENV{BUILDKIT_PROGRESS} // '') !~ /^(auto|plain|tty|)$/;
  leave_to_java() if @words != 1 || $words[0] eq '';
  leave_to_java() if $words[0] =~ m{^[a-z][a-z0-9+.-]*://|^git\@|^github\.com/};
  my %last = map { $_ => $found->{$_}[-1] } keys %$found;
  leave_to_java() if grep { defined && ($_ eq '' || $_ eq '-') } @last{qw(dockerfile target network)};
  leave_to_java() if ($last{progress} // 'auto') !~ /^(auto|plain|tty)$/;
  my $here = readlink('/proc/self/cwd') // leave_to_java();
  my @order = ('"directory":' . quoted($here), '"context":' . quoted($words[0]));
  push @order, map { "\"$_\":" . quoted($last{$_}) } grep { defined $last{$_} }
    qw(dockerfile target network);
  push @order, map { "\"$_\":" . list(@{ $found->{$_} // [] }) } qw(tags cacheFrom cacheTo);
  push @order, map { "\"$_\":" . pairs(@{ $found->{$_} // [] }) } qw(buildArgs labels contexts);
  push @order, map { "\"$_\":" . ($last{$_} // 'false') } qw(noCache pull);
  my $failed = sub { refuse("ERROR: failed to build: failed to solve: $_[0]") };
  my $peer = connection();
  order($peer, 'builds', '{' . join(',', @order) . '}', $failed);
  my $result = work($peer, sub { print STDERR "$_[0]\n" if !$last{quiet} }, $failed);
  my ($bases) = $result =~ /"standIns":\[((?:$string,?)*)\]/s;
  $bases //= '';
  print STDERR 'base image ', unquoted($1), "\n" while $bases =~ /$string/g;
  print field($result, 'imageId'), "\n" if $last{quiet};
}

sub tag {
  leave_to_java() if @_ != 2 || grep { /^-|^$/ } @_;
  my $body = '{"source":' . quoted($_[0]) . ',"target":' . quoted($_[1]) . '}';
  order(connection(), 'images/tag', $body, sub { refuse("Error response from daemon: $_[0]") });
}

# Logins, and programs that know them, are for Java to look up: here it is done without one.
sub move {
  my ($command, @rest) = @_;
  my ($found, @words) = arguments({}, { '-q' => 'quiet', '--quiet' => 'quiet' }, @rest);
  leave_to_java() if @words != 1 || $words[0] eq '';
  my $config = ($ENV{DOCKER_CONFIG} || ($ENV{HOME} || leave_to_java()) . '/.docker') . '/config.json';
  leave_to_java() if -e $config;
  my $name = $words[0];
  my $exact = $name =~ /\@/ || $name =~ m{:[^/]*$};
  my $body = '{"name":' . quoted($name) . '}';
  my $peer = connection();
  $| = 1;
  print "Using default tag: latest\n" if !$exact && !$found->{quiet};
  order($peer, "images/$command", $body, \&refuse);
  work($peer, sub { print "$_[0]\n" if !$found->{quiet} }, \&refuse);
  print "$name\n" if $command eq 'pull' || $found->{quiet};
}

my ($command, @rest) = @ARGV;
$command //= '';
if ($command eq 'buildx' && ($rest[0] // '') eq 'build') {
  $command = shift @rest;
}
if ($command eq 'build') { build(@rest) }
elsif ($command eq 'tag') { tag(@rest) }
elsif ($command eq 'push' || $command eq 'pull') { move($command, @rest) }
else { leave_to_java() }
