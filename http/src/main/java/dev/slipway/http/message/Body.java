package dev.slipway.http.message;

import java.io.IOException;
import java.util.List;

/** A message's body as it comes in. */
public interface Body {
  /** Some of it; negative at its end. */
  int read(byte[] target) throws IOException, HttpProblem;

  /** The fields behind its end, as lines. */
  List<String> trailers();

  /** Nothing. */
  Body NONE =
      new Body() {
        @Override
        public int read(byte[] target) {
          return -1;
        }

        @Override
        public List<String> trailers() {
          return List.of();
        }
      };
}
