package dev.slipway.oci;

import java.io.IOException;

/** Content is not what its name says. */
public final class DigestMismatchException extends IOException {
  public DigestMismatchException(Digest expected, Digest actual) {
    super("the content has the digest " + actual + ", not " + expected + " as announced");
  }
}
