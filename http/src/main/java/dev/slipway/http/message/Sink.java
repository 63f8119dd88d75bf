package dev.slipway.http.message;

import java.io.IOException;
import java.util.List;

/** Where a message's body goes. */
public interface Sink {
  /** Puts the first bytes of these. */
  void write(byte[] bytes, int count) throws IOException;

  /**
   * Ends it.
   *
   * @param trailers fields behind its end, as lines; dropped where the framing has no place for
   *     them
   */
  void end(List<String> trailers) throws IOException;
}
