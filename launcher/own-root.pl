# Runs the program of its arguments in a mount namespace whose root is this process's root.
#
# In a chroot the two differ: the namespace still begins at the machine's root. Containers are made
# from copies of the namespace, and what joins one of them later ("runc exec") starts at the
# namespace's root: outside of the container and of the chroot. Perl, because each step changes the
# calling process, no program of the chroot runs between the steps, and every Debian root has it.
use strict;
use warnings;
use POSIX ();

use constant {
  CLONE_NEWNS => 0x20000,
  MS_BIND     => 0x1000,
  MS_REC      => 0x4000,
  MS_SLAVE    => 0x80000,
  MNT_DETACH  => 2,
};

my %numbers = (
  x86_64  => { pivot_root => 155, mount => 165, umount2 => 166, unshare => 272, setns => 308 },
  aarch64 => { umount2 => 39, mount => 40, pivot_root => 41, unshare => 97, setns => 268 },
);
my $machine = (POSIX::uname())[4];
my $number  = $numbers{$machine} or refuse("this is not known for $machine");

sub refuse {
  print STDERR "slipway: containers cannot be run in this chroot: @_\n"
    . "  Give it a /proc, or enter it as a mount namespace of its own, for example with systemd-nspawn.\n";
  exit 1;
}

sub call {
  my ($name, @arguments) = @_;
  syscall($number->{$name}, @arguments) == 0 or refuse("$name: $!");
}

# No file system and no options: perl takes these for the number 0, a null pointer.
sub mount { my ($what, $where, $flags) = @_; call('mount', $what, $where, 0, $flags, 0) }

sub root { return join(':', (stat '/')[0, 1]) }

my $directory = POSIX::getcwd();
my $ours      = root();

call('unshare', CLONE_NEWNS);
opendir(my $root, '/') or refuse("/: $!");
open(my $namespace, '<', '/proc/self/ns/mnt') or refuse("/proc/self/ns/mnt: $!");
call('setns', fileno($namespace), CLONE_NEWNS);

if (root() ne $ours) {
  mount('none', '/', MS_REC | MS_SLAVE);
  chdir($root) or refuse("the chroot's root: $!");
  my $path = POSIX::getcwd();
  mount($path, $path, MS_BIND | MS_REC);
  chdir($path) or refuse("$path: $!");
  call('pivot_root', '.', '.');
  call('umount2', '.', MNT_DETACH);
}
chdir('/') or refuse("/: $!");
chdir($directory) or refuse("$directory: $!");
exec { $ARGV[0] } @ARGV or refuse("$ARGV[0]: $!");
