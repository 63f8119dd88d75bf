package dev.slipway.dockerfile.lint;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Tells by its name whether a variable holds a secret. */
final class SecretNames {
  private static final Set<String> SECRET =
      Set.of(
          "apikey",
          "auth",
          "credential",
          "credentials",
          "key",
          "passwd",
          "password",
          "pword",
          "secret",
          "token");

  /** What says that the value is about a secret rather than one. */
  private static final Set<String> HARMLESS = Set.of("file", "public", "version");

  private SecretNames() {}

  static boolean isSecret(String name) {
    List<String> parts = Arrays.asList(name.toLowerCase(Locale.ROOT).split("_", -1));
    return parts.stream().anyMatch(SECRET::contains)
        && parts.stream().noneMatch(HARMLESS::contains);
  }
}
