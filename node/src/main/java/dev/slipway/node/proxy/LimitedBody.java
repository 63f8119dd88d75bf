package dev.slipway.node.proxy;

import dev.slipway.http.message.Body;
import dev.slipway.http.message.HttpProblem;
import java.io.IOException;
import java.util.List;

/** A body that may not be longer than so many bytes. */
final class LimitedBody implements Body {
  private final Body body;
  private long left;

  LimitedBody(Body body, long bytes) {
    this.body = body;
    this.left = bytes;
  }

  @Override
  public int read(byte[] target) throws IOException, HttpProblem {
    int count = body.read(target);
    left -= Math.max(0, count);
    if (left < 0) {
      throw tooLarge();
    }
    return count;
  }

  static HttpProblem tooLarge() {
    return new HttpProblem(413, "the request is larger than the Ingress allows");
  }

  @Override
  public List<String> trailers() {
    return body.trailers();
  }
}
