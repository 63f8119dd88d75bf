package dev.slipway.node.http2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What a client may ask of the server's end, byte for byte. */
class Http2ConnectionTest {
  private static final List<HeaderField> GET =
      List.of(
          new HeaderField(":method", "GET"),
          new HeaderField(":scheme", "http"),
          new HeaderField(":path", "/"));
  private static final List<HeaderField> OK = List.of(new HeaderField(":status", "200"));

  private final ByteArrayOutputStream client = new ByteArrayOutputStream();
  private final FrameWriter frames = new FrameWriter(client);
  private final List<Http2Stream> asked = new ArrayList<>();

  private void serve() throws IOException {
    Http2Connection.server(
            new ByteArrayInputStream(client.toByteArray()),
            OutputStream.nullOutputStream(),
            asked::add)
        .run();
  }

  @Test
  void aStreamThatOnlyEverBeginsIsNotKeptInMemory() throws IOException {
    for (int i = 0; i < 100; i++) {
      frames.head(1, GET, false);
    }
    assertThatThrownBy(this::serve)
        .isInstanceOf(Http2Exception.class)
        .hasMessageContaining("more heads on stream 1");
    assertThat(asked).hasSize(1);
  }

  @Test
  void whoKeepsBreakingOffIsSentAway() throws IOException {
    for (int i = 0; i < 600; i++) {
      frames.head(1 + 2 * i, GET, true);
      frames.reset(1 + 2 * i, ErrorCode.CANCEL);
    }
    assertThatThrownBy(this::serve)
        .isInstanceOf(Http2Exception.class)
        .hasMessageContaining("too many streams were broken off");
  }

  @Test
  void whoAlsoLetsRequestsEndMayBreakOffOthers() throws IOException {
    for (int i = 0; i < 600; i++) {
      frames.head(1 + 4 * i, GET, true);
      frames.head(3 + 4 * i, GET, true);
      frames.reset(3 + 4 * i, ErrorCode.CANCEL);
    }
    assertThatCode(() ->
            Http2Connection.server(
                    new ByteArrayInputStream(client.toByteArray()),
                    OutputStream.nullOutputStream(),
                    stream -> {
                      asked.add(stream);
                      if (stream.id() % 4 == 1) {
                        answer(stream);
                      }
                    })
                .run())
        .doesNotThrowAnyException();
    assertThat(asked).hasSize(1200);
  }

  @Test
  void singleBytesDoNotTakeManyTimesTheirSize() throws IOException {
    byte[] sent = new byte[10_000];
    new Random(1).nextBytes(sent);
    frames.head(1, GET, false);
    for (int i = 0; i < sent.length; i++) {
      frames.data(1, sent, i, 1);
    }
    frames.end(1);
    serve();
    var received = new ByteArrayOutputStream();
    byte[] piece = new byte[sent.length];
    int pieces = 0;
    for (int count = read(piece); count >= 0; count = read(piece)) {
      received.write(piece, 0, count);
      pieces++;
    }
    assertThat(received.toByteArray()).isEqualTo(sent);
    assertThat(pieces).isLessThan(30);
  }

  private int read(byte[] piece) throws IOException {
    return asked.getFirst().read(piece);
  }

  private static void answer(Http2Stream stream) {
    try {
      stream.writeHead(OK, Http2Stream.Rest.NONE);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
