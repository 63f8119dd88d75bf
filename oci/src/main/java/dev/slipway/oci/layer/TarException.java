package dev.slipway.oci.layer;

import java.io.IOException;

/** A tar is damaged, tries something that is not allowed, or uses a form that is not known. */
public final class TarException extends IOException {
  public TarException(String message) {
    super(message);
  }
}
