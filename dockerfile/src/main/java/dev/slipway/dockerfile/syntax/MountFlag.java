package dev.slipway.dockerfile.syntax;

import java.util.function.UnaryOperator;

/**
 * A {@code RUN --mount=…} as written; its values may contain variables.
 *
 * @param text the part behind {@code --mount=}
 * @param range where a mistake in it is reported
 */
public record MountFlag(String text, SourceRange range) {
  /**
   * The mount, its variables replaced.
   *
   * @param expander replaces the variables of one value
   * @throws dev.slipway.base.InputException when an option is unknown, lacks its value or does not
   *     fit the mount's type
   */
  public RunMount resolve(UnaryOperator<String> expander) {
    return new MountReader(this, expander).read();
  }
}
