package dev.slipway.identity.cel;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The variables an expression may use.
 *
 * @param variables whose content is known only when a token is there
 * @param stringMaps maps whose values are all strings
 */
public record CelNames(Set<String> variables, Set<String> stringMaps) {
  public CelNames {
    variables = Set.copyOf(variables);
    stringMaps = Set.copyOf(stringMaps);
  }

  List<String> all() {
    return Stream.concat(variables.stream(), stringMaps.stream()).sorted().toList();
  }
}
