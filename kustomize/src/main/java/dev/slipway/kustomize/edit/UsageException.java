package dev.slipway.kustomize.edit;

/** The command line is wrong; the message says how it should be. */
public final class UsageException extends RuntimeException {
  public UsageException(String message) {
    super(message);
  }
}
