package dev.slipway.manifest.types;

/** A field holds something of the wrong type; the message is worded as Kubernetes words it. */
public final class TypeMismatchException extends RuntimeException {
  TypeMismatchException(String message) {
    super(message);
  }
}
