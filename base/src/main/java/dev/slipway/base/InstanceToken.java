package dev.slipway.base;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * What tells the instances of one machine apart in names they share: eight hexadecimal digits,
 * derived from the data directory.
 */
public final class InstanceToken {
  private static final int BYTES = 4;

  private InstanceToken() {}

  /** The token of the instance that keeps its data in this existing directory. */
  public static String of(Path dataDirectory) {
    try {
      byte[] path = dataDirectory.toRealPath().toString().getBytes(StandardCharsets.UTF_8);
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(path);
      return HexFormat.of().formatHex(hash, 0, BYTES);
    } catch (IOException e) {
      throw new SlipwayException("the data directory cannot be used: " + e.getMessage(), e);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java has SHA-256", e);
    }
  }
}
