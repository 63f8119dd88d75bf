package dev.slipway.posix;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;

/** mount(2) and umount2(2), in the mount namespace of this process. */
public final class Mounts {
  private static final long DETACH = 2;
  private static final long NO_FOLLOW = 8;
  private static final int PAGE = 4096;

  private Mounts() {}

  /** How a file system is mounted. */
  public enum Flag {
    READ_ONLY(1),
    NO_SUID(2),
    NO_DEV(4),
    NO_EXEC(8),
    REMOUNT(32),
    NO_ATIME(1024),
    BIND(4096),
    RECURSIVE(16384),
    PRIVATE(1 << 18),
    SLAVE(1 << 19),
    SHARED(1 << 20);

    private final long bit;

    Flag(long bit) {
      this.bit = bit;
    }
  }

  /**
   * Mounts a file system.
   *
   * @param source a device, directory or just a name, as the type wants
   * @param type as in /proc/filesystems; {@code none} for binds and changes of flags
   * @param data the file system's own options, at most one page; empty for none
   */
  public static void mount(String source, Path target, String type, Set<Flag> flags, String data)
      throws PosixException {
    if (data.getBytes(StandardCharsets.UTF_8).length >= PAGE) {
      throw new IllegalArgumentException("mount options exceed one page: " + data.length());
    }
    try (var kernel = new Kernel()) {
      kernel.call(
          Syscall.MOUNT,
          type + " on " + FileNames.display(target),
          kernel.string(source),
          kernel.string(target),
          kernel.string(type),
          flags.stream().mapToLong(f -> f.bit).reduce(0, (a, b) -> a | b),
          data.isEmpty() ? 0 : kernel.string(data));
    }
  }

  /** Makes {@code source} and all mounts below it visible at {@code target}, too. */
  public static void bind(Path source, Path target) throws PosixException {
    mount(source.toString(), target, "none", EnumSet.of(Flag.BIND, Flag.RECURSIVE), "");
  }

  /** As {@link #bind}, the mount itself read-only. */
  public static void bindReadOnly(Path source, Path target) throws PosixException {
    mount(source.toString(), target, "none", EnumSet.of(Flag.BIND), "");
    mount("none", target, "none", EnumSet.of(Flag.BIND, Flag.REMOUNT, Flag.READ_ONLY), "");
  }

  /** Unmounts; fails with {@link Errno#EBUSY} while something uses it. */
  public static void unmount(Path target) throws PosixException {
    unmount(target, NO_FOLLOW);
  }

  /** Unmounts from sight at once; it goes when its last user does. */
  public static void detach(Path target) throws PosixException {
    unmount(target, DETACH | NO_FOLLOW);
  }

  private static void unmount(Path target, long flags) throws PosixException {
    try (var kernel = new Kernel()) {
      kernel.call(Syscall.UMOUNT2, FileNames.display(target), kernel.string(target), flags);
    }
  }
}
