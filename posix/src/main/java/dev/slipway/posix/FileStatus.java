package dev.slipway.posix;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Instant;

/**
 * What the kernel knows about a file, symbolic links not followed.
 *
 * @param device the file system it lives on, as {@code makedev(major, minor)}
 * @param inode its number there; together with the device it tells hard links
 * @param mode type and permission bits, as in {@code st_mode}
 * @param links how many names it has
 * @param deviceType for device nodes the device they stand for, else 0
 * @param size bytes
 * @param allocated bytes that it takes on its file system; fewer than its size when it has holes
 * @param seconds last modification, seconds since 1970
 * @param nanos the rest of the last modification
 * @param changedSeconds last change of content or properties, which programs cannot set; seconds
 *     since 1970
 * @param changedNanos the rest of the last change
 */
public record FileStatus(
    long device,
    long inode,
    int mode,
    int links,
    int uid,
    int gid,
    long deviceType,
    long size,
    long allocated,
    long seconds,
    int nanos,
    long changedSeconds,
    int changedNanos) {
  static final int STATX_SIZE = 256;
  static final int STATX_BASIC = 0x7ff;

  /** The unit of {@code stx_blocks}, whatever the file system's own is. */
  private static final int BLOCK = 512;

  private static final int TYPE = 0xF000;
  private static final int PERMISSIONS = 0xFFF;

  /** What kind of file it is. */
  public enum Type {
    FIFO,
    CHARACTER_DEVICE,
    DIRECTORY,
    BLOCK_DEVICE,
    REGULAR,
    SYMBOLIC_LINK,
    SOCKET
  }

  public Type type() {
    return switch (mode & TYPE) {
      case 0x1000 -> Type.FIFO;
      case 0x2000 -> Type.CHARACTER_DEVICE;
      case 0x4000 -> Type.DIRECTORY;
      case 0x6000 -> Type.BLOCK_DEVICE;
      case 0x8000 -> Type.REGULAR;
      case 0xA000 -> Type.SYMBOLIC_LINK;
      case 0xC000 -> Type.SOCKET;
      default ->
          throw new IllegalStateException("file type in mode " + Integer.toOctalString(mode));
    };
  }

  public boolean isDirectory() {
    return type() == Type.DIRECTORY;
  }

  /** The twelve permission bits: set-id and sticky bits and rwx for owner, group, others. */
  public int permissions() {
    return mode & PERMISSIONS;
  }

  /** Major number of {@link #deviceType}. */
  public int major() {
    return (int) ((deviceType >>> 8 & 0xfff) | (deviceType >>> 32 & 0xfffff000L));
  }

  /** Minor number of {@link #deviceType}. */
  public int minor() {
    return (int) ((deviceType & 0xff) | (deviceType >>> 12 & 0xffffff00L));
  }

  /** Whether overlayfs takes this entry as "removed from the layers below". */
  public boolean isWhiteout() {
    return type() == Type.CHARACTER_DEVICE && deviceType == 0;
  }

  public Instant modified() {
    return Instant.ofEpochSecond(seconds, nanos);
  }

  /** The device number as {@code makedev(3)} packs it. */
  public static long device(int major, int minor) {
    return (minor & 0xffL)
        | (major & 0xfffL) << 8
        | (minor & 0xffffff00L) << 12
        | (major & 0xfffff000L) << 32;
  }

  /** Reads {@code struct statx} (statx(2)), which looks the same on every architecture. */
  static FileStatus of(MemorySegment statx) {
    return new FileStatus(
        device(u32(statx, 136), u32(statx, 140)),
        statx.get(ValueLayout.JAVA_LONG, 32),
        Short.toUnsignedInt(statx.get(ValueLayout.JAVA_SHORT, 28)),
        u32(statx, 16),
        u32(statx, 20),
        u32(statx, 24),
        device(u32(statx, 128), u32(statx, 132)),
        statx.get(ValueLayout.JAVA_LONG, 40),
        statx.get(ValueLayout.JAVA_LONG, 48) * BLOCK,
        statx.get(ValueLayout.JAVA_LONG, 112),
        u32(statx, 120),
        statx.get(ValueLayout.JAVA_LONG, 96),
        u32(statx, 104));
  }

  private static int u32(MemorySegment statx, long offset) {
    return statx.get(ValueLayout.JAVA_INT, offset);
  }
}
