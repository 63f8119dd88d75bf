package dev.slipway.node.http2;

import java.io.IOException;

/** The peer broke the protocol: the connection ends with this code. */
public final class Http2Exception extends IOException {
  private final ErrorCode code;

  Http2Exception(ErrorCode code, String message) {
    super(message);
    this.code = code;
  }

  public ErrorCode code() {
    return code;
  }
}
