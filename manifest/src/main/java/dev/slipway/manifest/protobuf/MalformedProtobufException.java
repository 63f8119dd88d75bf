package dev.slipway.manifest.protobuf;

/** Bytes that are no protobuf object. */
public final class MalformedProtobufException extends RuntimeException {
  MalformedProtobufException(String message) {
    super(message);
  }
}
