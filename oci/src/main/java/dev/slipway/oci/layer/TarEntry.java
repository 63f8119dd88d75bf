package dev.slipway.oci.layer;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * The header of one file in a tar.
 *
 * @param name its path, as bytes; a directory's may end in {@code /}
 * @param permissions the twelve permission bits
 * @param size of the content that follows, in bytes; 0 for everything but files
 * @param seconds last modification, seconds since 1970
 * @param nanos the rest of it
 * @param target of a symbolic link, or the name of the file that a hard link is another name of
 * @param major of a device, else 0
 * @param minor of a device, else 0
 * @param attributes extended attributes
 */
public record TarEntry(
    byte[] name,
    Kind kind,
    int permissions,
    int uid,
    int gid,
    long size,
    long seconds,
    int nanos,
    byte[] target,
    int major,
    int minor,
    Map<String, byte[]> attributes) {
  private static final byte[] NOTHING = new byte[0];

  /** What it is, with the letter that ustar uses (POSIX, pax, "typeflag"). */
  public enum Kind {
    FILE('0'),
    HARD_LINK('1'),
    SYMBOLIC_LINK('2'),
    CHARACTER_DEVICE('3'),
    BLOCK_DEVICE('4'),
    DIRECTORY('5'),
    FIFO('6');

    private final char flag;

    Kind(char flag) {
      this.flag = flag;
    }

    char flag() {
      return flag;
    }
  }

  public TarEntry {
    if (size != 0 && kind != Kind.FILE) {
      throw new IllegalArgumentException(kind + " " + display(name) + " has a size of " + size);
    }
    attributes = Collections.unmodifiableMap(new TreeMap<>(attributes));
  }

  /** A file or directory of root's, from 1970. */
  public static TarEntry of(byte[] name, Kind kind, int permissions, long size) {
    return new TarEntry(name, kind, permissions, 0, 0, size, 0, 0, NOTHING, 0, 0, Map.of());
  }

  /** A symbolic or hard link of root's, from 1970. */
  public static TarEntry link(byte[] name, Kind kind, byte[] target) {
    return new TarEntry(name, kind, 0777, 0, 0, 0, 0, 0, target, 0, 0, Map.of());
  }

  public TarEntry withTime(long newSeconds, int newNanos) {
    return new TarEntry(
        name,
        kind,
        permissions,
        uid,
        gid,
        size,
        newSeconds,
        newNanos,
        target,
        major,
        minor,
        attributes);
  }

  public TarEntry withOwner(int newUid, int newGid) {
    return new TarEntry(
        name,
        kind,
        permissions,
        newUid,
        newGid,
        size,
        seconds,
        nanos,
        target,
        major,
        minor,
        attributes);
  }

  public TarEntry withAttributes(Map<String, byte[]> those) {
    return new TarEntry(
        name, kind, permissions, uid, gid, size, seconds, nanos, target, major, minor, those);
  }

  /** The name for messages. */
  public String displayName() {
    return display(name);
  }

  static String display(byte[] name) {
    return new String(name, StandardCharsets.UTF_8);
  }
}
