package dev.slipway.workflow.syntax;

import dev.slipway.base.InputException.Position;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Ids of jobs and steps: their form, and that they are not used twice. */
final class Identifiers {
  private static final Pattern FORM = Pattern.compile("[A-Za-z_][A-Za-z0-9_-]{0,99}");

  private final Problems problems;
  private final Set<String> used = new HashSet<>();

  Identifiers(Problems problems) {
    this.problems = problems;
  }

  /** Whether {@code id} is well formed and not reserved. */
  boolean check(String id, Position at) {
    if (!FORM.matcher(id).matches()) {
      problems.add(
          at,
          "The identifier '"
              + id
              + "' is invalid. IDs may only contain alphanumeric characters, '_', and '-'. IDs must"
              + " start with a letter or '_' and and must be less than 100 characters.");
      return false;
    }
    if (id.startsWith("__")) {
      problems.add(
          at, "The identifier '" + id + "' is invalid. IDs starting with '__' are reserved.");
      return false;
    }
    return true;
  }

  /** Reports a second use within the scope. */
  void use(String id, Position at) {
    if (!take(id)) {
      problems.add(
          at, "The identifier '" + id + "' may not be used more than once within the same scope.");
    }
  }

  /** Whether {@code id} was free. */
  boolean take(String id) {
    return used.add(id.toLowerCase(Locale.ROOT));
  }
}
