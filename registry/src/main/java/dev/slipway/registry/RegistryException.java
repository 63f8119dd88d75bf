package dev.slipway.registry;

import dev.slipway.http.Headers;

/** A request that the registry refuses, in the words that its clients know. */
public final class RegistryException extends RuntimeException {
  private final Code code;
  private final transient Headers headers;

  /** The error codes of the OCI distribution specification, "Error Codes", with their statuses. */
  public enum Code {
    BLOB_UNKNOWN(404),
    BLOB_UPLOAD_INVALID(416),
    BLOB_UPLOAD_UNKNOWN(404),
    DIGEST_INVALID(400),
    MANIFEST_BLOB_UNKNOWN(404),
    MANIFEST_INVALID(400),
    MANIFEST_UNKNOWN(404),
    NAME_INVALID(400),
    NAME_UNKNOWN(404),
    SIZE_INVALID(400),
    UNAUTHORIZED(401),
    DENIED(403),
    UNSUPPORTED(405),
    TOOMANYREQUESTS(429);

    private final int status;

    Code(int status) {
      this.status = status;
    }

    /** The HTTP status it usually comes with. */
    int status() {
      return status;
    }
  }

  private final int status;

  RegistryException(Code code, String message) {
    this(code, code.status, message, Headers.NONE);
  }

  RegistryException(Code code, int status, String message) {
    this(code, status, message, Headers.NONE);
  }

  RegistryException(Code code, int status, String message, Headers headers) {
    super(message);
    this.code = code;
    this.status = status;
    this.headers = headers;
  }

  public Code code() {
    return code;
  }

  /** The HTTP status it travels under. */
  public int status() {
    return status;
  }

  Headers headers() {
    return headers;
  }
}
