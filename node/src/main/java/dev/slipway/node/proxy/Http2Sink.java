package dev.slipway.node.proxy;

import dev.slipway.http.message.Sink;
import dev.slipway.node.http2.Http2Stream;
import java.io.IOException;
import java.util.List;

/** Puts a body onto a stream. */
record Http2Sink(Http2Stream stream) implements Sink {
  /** Where the head has ended the stream already. */
  static final Sink CLOSED =
      new Sink() {
        @Override
        public void write(byte[] bytes, int count) throws IOException {
          if (count > 0) {
            throw new IOException("there is a body where none is allowed");
          }
        }

        @Override
        public void end(List<String> trailers) {}
      };

  @Override
  public void write(byte[] bytes, int count) throws IOException {
    stream.write(bytes, count);
  }

  @Override
  public void end(List<String> trailers) throws IOException {
    stream.end(Http2Fields.trailers(trailers));
  }
}
