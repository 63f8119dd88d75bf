package dev.slipway.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * Serves a connection that has left HTTP; called on a virtual thread, the connection ends on
 * return.
 */
@FunctionalInterface
public interface StreamHandler {
  /**
   * Speaks the new protocol.
   *
   * @param in ends when the peer has closed its side
   * @param out sends at once
   */
  void serve(InputStream in, OutputStream out) throws IOException;
}
