package dev.slipway.dockerfile.syntax;

import java.util.Optional;

/**
 * The comments at the top of a Dockerfile that steer how it is read.
 *
 * @param escape the character that escapes and continues lines: backslash or backtick
 * @param syntax {@code # syntax=}: the language version the author had in mind
 * @param check {@code # check=}: which build checks to skip, see the lint package
 */
public record Directives(char escape, Optional<Directive> syntax, Optional<Directive> check) {
  /** What holds without any directive. */
  public static final Directives NONE = new Directives('\\', Optional.empty(), Optional.empty());
}
