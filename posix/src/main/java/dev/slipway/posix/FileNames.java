package dev.slipway.posix;

import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * File names as the bytes they are.
 *
 * <p>To Linux a name is any bytes but {@code /} and NUL. A {@link Path} keeps such bytes, yet loses
 * them when it goes through a {@link String}: what is not text becomes a replacement character.
 * These conversions are exact in both directions.
 */
public final class FileNames {
  private static final char REPLACEMENT = '\uFFFD';
  private static final boolean UTF_8 =
      StandardCharsets.UTF_8.name().equals(System.getProperty("sun.jnu.encoding"));
  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  private FileNames() {}

  /** The bytes of a path: those given when it came from the file system or {@link #path}. */
  public static byte[] bytes(Path path) {
    String text = path.toString();
    if (isAscii(text) || (UTF_8 && text.indexOf(REPLACEMENT) < 0)) {
      return text.getBytes(StandardCharsets.UTF_8);
    }
    return path.isAbsolute() ? decoded(path) : afterSlash(decoded(Path.of("/").resolve(path)));
  }

  /** The path with exactly these bytes (repeated and trailing slashes are dropped, as ever). */
  public static Path path(byte[] bytes) {
    for (byte b : bytes) {
      if (b == 0) {
        throw new IllegalArgumentException("a file name cannot contain a NUL byte");
      }
    }
    if (isText(bytes)) {
      return Path.of(new String(bytes, StandardCharsets.UTF_8));
    }
    boolean absolute = bytes[0] == '/';
    Path path = Path.of(URI.create("file://" + (absolute ? "" : "/") + encoded(bytes)));
    return absolute ? path : Path.of("/").relativize(path);
  }

  /** A name for people and messages: what is not text appears as {@code \xNN}. */
  public static String display(Path path) {
    String text = path.toString();
    return text.indexOf(REPLACEMENT) < 0 ? text : escaped(bytes(path));
  }

  private static boolean isText(byte[] bytes) {
    for (byte b : bytes) {
      if (b < 0) {
        return UTF_8 && isUtf8(bytes);
      }
    }
    return true;
  }

  private static boolean isUtf8(byte[] bytes) {
    try {
      // A genuine U+FFFD goes the exact way too, so that bytes() never has to guess.
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)) != null;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  private static boolean isAscii(String text) {
    return text.chars().allMatch(c -> c < 0x80);
  }

  /**
   * A file URI spells every byte that is not plain ASCII as %NN; it is the only way to see them.
   */
  private static byte[] decoded(Path absolute) {
    String raw = trimmed(absolute.toUri().getRawPath());
    var bytes = ByteBuffer.allocate(raw.length());
    for (int i = 0; i < raw.length(); i++) {
      char c = raw.charAt(i);
      if (c == '%') {
        bytes.put((byte) HexFormat.fromHexDigits(raw, i + 1, i + 3));
        i += 2;
      } else {
        bytes.put((byte) c);
      }
    }
    return Arrays.copyOf(bytes.array(), bytes.position());
  }

  /** A URI of an existing directory ends in a slash; a path never does. */
  private static String trimmed(String raw) {
    return raw.length() > 1 && raw.endsWith("/") ? raw.substring(0, raw.length() - 1) : raw;
  }

  private static byte[] afterSlash(byte[] bytes) {
    return Arrays.copyOfRange(bytes, 1, bytes.length);
  }

  private static String encoded(byte[] bytes) {
    var text = new StringBuilder(bytes.length * 3);
    for (byte b : bytes) {
      if (b == '/' || isUnreserved(b)) {
        text.append((char) b);
      } else {
        text.append('%').append(HEX.toHexDigits(b));
      }
    }
    return text.toString();
  }

  private static boolean isUnreserved(byte b) {
    return (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z') || (b >= '0' && b <= '9') || b == '.';
  }

  private static String escaped(byte[] bytes) {
    var text = new StringBuilder();
    for (byte b : bytes) {
      if (b >= 0x20 && b < 0x7f) {
        text.append((char) b);
      } else {
        text.append("\\x").append(HexFormat.of().toHexDigits(b));
      }
    }
    return text.toString();
  }
}
