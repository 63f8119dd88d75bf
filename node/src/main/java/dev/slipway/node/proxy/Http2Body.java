package dev.slipway.node.proxy;

import dev.slipway.http.message.Body;
import dev.slipway.http.message.Framing;
import dev.slipway.http.message.HttpProblem;
import dev.slipway.node.http2.Http2Stream;
import java.io.IOException;
import java.util.List;

/** The body of a message on a stream: as long as its head says, or the message is malformed. */
final class Http2Body implements Body {
  private final Http2Stream stream;
  private final Framing framing;
  private long seen;
  private List<String> trailers = List.of();

  Http2Body(Http2Stream stream, Framing framing) {
    this.stream = stream;
    this.framing = framing;
  }

  @Override
  public int read(byte[] target) throws IOException, HttpProblem {
    if (framing instanceof Framing.None) {
      return -1;
    }
    int count = stream.read(target);
    seen += Math.max(0, count);
    if (framing instanceof Framing.Length(long bytes)
        && (seen > bytes || (count < 0 && seen < bytes))) {
      throw new HttpProblem(400, "the body is not as long as Content-Length says");
    }
    if (count < 0) {
      trailers = Http2Fields.lines(stream.trailers());
    }
    return count;
  }

  @Override
  public List<String> trailers() {
    return trailers;
  }
}
