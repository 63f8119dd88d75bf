package dev.slipway.posix;

import dev.slipway.base.SlipwayException;
import java.util.Locale;

/** The system calls used here, with their numbers on the two architectures we run on. */
enum Syscall {
  READ(0, 63),
  WRITE(1, 64),
  CLOSE(3, 57),
  DUP3(292, 24),
  IOCTL(16, 29),
  SOCKET(41, 198),
  CONNECT(42, 203),
  SHUTDOWN(48, 210),
  GETDENTS64(217, 61),
  OPENAT(257, 56),
  OPENAT2(437, 437),
  STATX(332, 291),
  FCHMOD(91, 52),
  FCHOWN(93, 55),
  FCHOWNAT(260, 54),
  FCHMODAT(268, 53),
  MKNODAT(259, 33),
  SYMLINKAT(266, 36),
  READLINKAT(267, 78),
  UTIMENSAT(280, 88),
  LSETXATTR(189, 6),
  LGETXATTR(192, 9),
  FLISTXATTR(196, 13),
  LLISTXATTR(195, 12),
  LREMOVEXATTR(198, 15),
  MOUNT(165, 40),
  UMOUNT2(166, 39),
  SETNS(308, 268),
  KILL(62, 129),
  PIDFD_OPEN(434, 434),
  PIDFD_SEND_SIGNAL(424, 424);

  static final boolean ARM = arm();

  private final int x86;
  private final int arm64;

  Syscall(int x86, int arm64) {
    this.x86 = x86;
    this.arm64 = arm64;
  }

  int number() {
    return ARM ? arm64 : x86;
  }

  String title() {
    return name().toLowerCase(Locale.ROOT);
  }

  private static boolean arm() {
    String os = System.getProperty("os.name");
    String architecture = System.getProperty("os.arch");
    if (!os.equals("Linux")) {
      throw new SlipwayException(
          "images and containers need Linux; this machine runs "
              + os
              + ". Run the daemon in a Linux virtual machine.");
    }
    return switch (architecture) {
      case "amd64", "x86_64" -> false;
      case "aarch64" -> true;
      default ->
          throw new SlipwayException(
              "images and containers run on amd64 and aarch64; this machine is " + architecture);
    };
  }
}
