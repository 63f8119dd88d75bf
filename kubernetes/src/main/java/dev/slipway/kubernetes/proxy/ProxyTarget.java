package dev.slipway.kubernetes.proxy;

import java.util.Optional;

/**
 * What {@code …/services/https:web:metrics/proxy} leads to.
 *
 * @param port a number or a name; empty when none is given
 */
public record ProxyTarget(Scheme scheme, String name, String port) {
  /** How the server is spoken to. */
  public enum Scheme {
    HTTP,
    HTTPS
  }

  /** Reads {@code NAME}, {@code NAME:PORT} or {@code SCHEME:NAME:PORT}; empty when it is none. */
  public static Optional<ProxyTarget> parse(String text) {
    String[] parts = text.split(":", -1);
    Optional<Scheme> scheme =
        switch (parts.length) {
          case 1, 2 -> Optional.of(Scheme.HTTP);
          case 3 -> scheme(parts[0]);
          default -> Optional.empty();
        };
    String name = parts[parts.length == 3 ? 1 : 0];
    if (scheme.isEmpty() || name.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new ProxyTarget(scheme.get(), name, parts.length == 1 ? "" : parts[parts.length - 1]));
  }

  private static Optional<Scheme> scheme(String text) {
    return switch (text) {
      case "", "http" -> Optional.of(Scheme.HTTP);
      case "https" -> Optional.of(Scheme.HTTPS);
      default -> Optional.empty();
    };
  }
}
