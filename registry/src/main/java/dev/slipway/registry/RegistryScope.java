package dev.slipway.registry;

import java.util.List;
import java.util.Optional;

/**
 * What a token is asked for (Docker's token specification, {@code scope}).
 *
 * @param type {@code repository} or {@code registry}
 * @param name the repository's name, or {@code catalog}
 * @param actions such as {@code pull}, {@code push}, {@code delete}, {@code *}
 */
public record RegistryScope(String type, String name, List<String> actions) {
  public RegistryScope {
    actions = List.copyOf(actions);
  }

  /** Reads {@code repository:a/b:pull,push}; empty when it is nothing like that. */
  static Optional<RegistryScope> parse(String text) {
    int first = text.indexOf(':');
    int last = text.lastIndexOf(':');
    if (first <= 0 || last == first || last == text.length() - 1) {
      return Optional.empty();
    }
    // "repository(plugin)" is a repository too, as far as access goes.
    String type = text.substring(0, first).replaceAll("\\(.*\\)$", "");
    return Optional.of(
        new RegistryScope(
            type,
            text.substring(first + 1, last),
            List.of(text.substring(last + 1).split(",", -1))));
  }

  @Override
  public String toString() {
    return type + ":" + name + ":" + String.join(",", actions);
  }
}
