package dev.slipway.dockerfile.lint;

import dev.slipway.dockerfile.syntax.SourceRange;
import java.util.OptionalInt;

/**
 * Something a build check found.
 *
 * @param message what is there; for BuildKit's rules in BuildKit's words
 * @param fix what to write instead; empty when the message says it
 * @param stage the stage it is in; none for what concerns the whole file, whatever is built
 */
public record Finding(
    LintRule rule, String message, String fix, SourceRange range, OptionalInt stage) {

  /** {@code StageNameCasing: Stage name 'X' should be lowercase (line 3)}. */
  @Override
  public String toString() {
    return rule.id() + ": " + message + " (line " + range.firstLine() + ")";
  }
}
