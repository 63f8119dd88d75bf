# As server.sh, where there is a perl: it starts an order's program itself, without the programs in
# between that a shell needs to give it a session of its own and exactly the variables it gets.
# Orders come on the input, each behind a line with its length: words that end with a zero byte, first
# the directory to start in, then the number of arguments, these, and the variables.
use strict;
use warnings;

use constant NO_SUCH_FILE => 2;

sub refuse {
  my ($code, $message) = @_;
  syswrite(STDERR, "$message\n");
  exit $code;
}

sub start {
  my ($text) = @_;
  # Away from the process group of this loop: a program may signal its own.
  setpgrp(0, 0);
  open(STDIN, '<', '/dev/null') or refuse(126, "/dev/null: $!");
  open(STDERR, '>&', \*STDOUT) or exit 126;
  my @words = split(/\0/, $text, -1);
  pop @words;
  my ($directory, $count) = splice(@words, 0, 2);
  my @program = splice(@words, 0, $count);
  chdir($directory) or refuse(126, "cannot start in $directory: $!");
  %ENV = map { split(/=/, $_, 2) } @words;
  no warnings 'exec';
  exec { $program[0] } @program or refuse($! == NO_SUCH_FILE ? 127 : 126, "$program[0]: $!");
}

chomp(my $nonce = <STDIN>);
while (defined(my $length = <STDIN>)) {
  (read(STDIN, my $order, $length) // 0) == $length or last;
  my $code = 126;
  my $child = fork();
  if (!defined $child) {
    syswrite(STDOUT, "no process can be started: $!\n");
  } elsif ($child == 0) {
    start($order);
  } else {
    # The first process of a container is also who orphans are left to.
    my $ended = 0;
    $ended = waitpid(-1, 0) while $ended != $child && $ended >= 0;
    $code = $? & 127 ? 128 + ($? & 127) : $? >> 8;
  }
  syswrite(STDOUT, "\1$nonce:$code\n");
}
