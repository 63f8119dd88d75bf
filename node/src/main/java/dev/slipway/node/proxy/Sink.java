package dev.slipway.node.proxy;

import java.io.IOException;
import java.util.List;

/** Where a message's body goes. */
interface Sink {
  void write(byte[] bytes, int count) throws IOException;

  /**
   * Ends it.
   *
   * @param trailers fields behind its end, as lines; dropped where the framing has no place for
   *     them
   */
  void end(List<String> trailers) throws IOException;
}
