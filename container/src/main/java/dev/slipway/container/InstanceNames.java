package dev.slipway.container;

import dev.slipway.base.SlipwayException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The names one instance uses in places it shares with others of the machine, derived from its data
 * directory: several instances live side by side, and each finds what is its own.
 *
 * @param token eight hexadecimal digits
 */
public record InstanceNames(String token) {
  /** What the names of all instances' bridges begin with. */
  public static final String BRIDGE_PREFIX = "slip";

  private static final int TOKEN_BYTES = 4;

  public InstanceNames {
    if (!token.matches("[0-9a-f]{8}")) {
      throw new IllegalArgumentException("not an instance token: " + token);
    }
  }

  /** The names of the instance that keeps its data in this existing directory. */
  public static InstanceNames of(Path dataDirectory) {
    try {
      byte[] path = dataDirectory.toRealPath().toString().getBytes(StandardCharsets.UTF_8);
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(path);
      return new InstanceNames(HexFormat.of().formatHex(hash, 0, TOKEN_BYTES));
    } catch (IOException e) {
      throw new SlipwayException("the data directory cannot be used: " + e.getMessage(), e);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java has SHA-256", e);
    }
  }

  /** The bridge of its containers; Linux allows 15 characters. */
  public String bridge() {
    return BRIDGE_PREFIX + token;
  }

  /** The host's end of the {@code number}th container's cable. */
  public String cable(int number) {
    return "v" + token + HexFormat.of().toHexDigits((short) number);
  }

  /** Its cgroup below the root of each hierarchy. */
  public String cgroup() {
    return "slipway-" + token;
  }

  /** A chain of firewall rules, as in {@code SLIPWAY-0a1b2c3d-FORWARD}. */
  public String chain(String purpose) {
    return "SLIPWAY-" + token + "-" + purpose;
  }
}
