package dev.slipway.node.http2;

/** One header field; the name is in lower case, a colon begins that of a pseudo field. */
public record HeaderField(String name, String value) {
  /** What a field costs in a header table besides its text (RFC 7541, 4.1). */
  private static final int OVERHEAD = 32;

  int size() {
    return name.length() + value.length() + OVERHEAD;
  }
}
