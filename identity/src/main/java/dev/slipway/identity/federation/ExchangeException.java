package dev.slipway.identity.federation;

/** An exchange that is refused, in the terms of OAuth 2. */
public final class ExchangeException extends RuntimeException {
  private final Code code;
  private final String reason;

  /** The errors of the token endpoint. */
  public enum Code {
    INVALID_REQUEST("invalid_request"),
    INVALID_GRANT("invalid_grant"),
    INVALID_TARGET("invalid_target"),
    UNAUTHORIZED_CLIENT("unauthorized_client"),
    UNSUPPORTED_GRANT_TYPE("unsupported_grant_type");

    private final String text;

    Code(String text) {
      this.text = text;
    }

    String text() {
      return text;
    }
  }

  /** A refusal whose reason everybody may know. */
  ExchangeException(Code code, String description) {
    this(code, description, description);
  }

  /**
   * @param description what the client hears
   * @param reason what the audit trail keeps
   */
  ExchangeException(Code code, String description, String reason) {
    super(description);
    this.code = code;
    this.reason = reason;
  }

  public Code code() {
    return code;
  }

  String reason() {
    return reason;
  }
}
