package dev.slipway.dockerfile.plan;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Arguments that exist without an ARG instruction and are kept out of history and cache keys,
 * unless an ARG instruction names them.
 */
final class ProxyArguments {
  private static final Set<String> NAMES =
      Stream.of("HTTP_PROXY", "HTTPS_PROXY", "FTP_PROXY", "NO_PROXY", "ALL_PROXY")
          .flatMap(name -> List.of(name, name.toLowerCase(Locale.ROOT)).stream())
          .collect(Collectors.toUnmodifiableSet());

  private ProxyArguments() {}

  static boolean contains(String name) {
    return NAMES.contains(name);
  }
}
