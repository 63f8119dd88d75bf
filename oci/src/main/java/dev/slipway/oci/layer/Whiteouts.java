package dev.slipway.oci.layer;

import dev.slipway.posix.ExtendedAttributes;
import dev.slipway.posix.PosixException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;

/** How layers say "removed": names in a tar, attributes and devices in a directory. */
final class Whiteouts {
  static final byte[] PREFIX = ascii(".wh.");
  static final byte[] OPAQUE = ascii(".wh..wh..opq");

  // Names that aufs reserved for itself; other tools still write some of them.
  private static final byte[] META = ascii(".wh..wh.");

  private static final String ATTRIBUTE = "trusted.overlay.opaque";
  private static final byte[] YES = {'y'};

  private Whiteouts() {}

  static boolean isWhiteout(byte[] name) {
    return startsWith(name, PREFIX);
  }

  static boolean isMeta(byte[] name) {
    return startsWith(name, META);
  }

  static boolean isOpaqueMark(byte[] name) {
    return Arrays.equals(name, OPAQUE);
  }

  /** The name that a whiteout removes. */
  static byte[] removed(byte[] whiteout) {
    return Arrays.copyOfRange(whiteout, PREFIX.length, whiteout.length);
  }

  static boolean isOpaque(Path directory) throws PosixException {
    return ExtendedAttributes.get(directory, ATTRIBUTE)
        .filter(value -> Arrays.equals(value, YES))
        .isPresent();
  }

  static void makeOpaque(Path directory) throws PosixException {
    ExtendedAttributes.set(directory, ATTRIBUTE, YES);
  }

  private static boolean startsWith(byte[] name, byte[] prefix) {
    return name.length >= prefix.length
        && Arrays.equals(name, 0, prefix.length, prefix, 0, prefix.length);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
