package dev.slipway.git;

import dev.slipway.base.SlipwayException;

/** A repository that cannot be read or written: a damaged object, a full disk, a missing commit. */
public final class GitException extends SlipwayException {
  public GitException(String message) {
    super(message);
  }

  public GitException(String message, Throwable cause) {
    super(message, cause);
  }
}
