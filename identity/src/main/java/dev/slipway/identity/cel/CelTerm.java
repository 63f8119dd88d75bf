package dev.slipway.identity.cel;

import java.util.List;
import java.util.Optional;

/**
 * One test in a condition, as the lint sees it.
 *
 * @param expression as written
 * @param operator {@code ==}, {@code in} or a method's name
 * @param field the field it looks at, such as {@code assertion.ref}
 * @param constants what the field is held against
 */
public record CelTerm(
    String expression, String operator, Optional<String> field, List<CelValue> constants) {
  public CelTerm {
    constants = List.copyOf(constants);
  }
}
