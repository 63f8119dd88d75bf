package dev.slipway.container;

import dev.slipway.base.InstanceToken;
import java.nio.file.Path;
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

  public InstanceNames {
    if (!token.matches("[0-9a-f]{8}")) {
      throw new IllegalArgumentException("not an instance token: " + token);
    }
  }

  /** The names of the instance that keeps its data in this existing directory. */
  public static InstanceNames of(Path dataDirectory) {
    return new InstanceNames(InstanceToken.of(dataDirectory));
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
