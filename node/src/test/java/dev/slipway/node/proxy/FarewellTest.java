package dev.slipway.node.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.slipway.manifest.ObjectName;
import dev.slipway.node.proxy.ScriptedServer.Connection;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What clients get whose requests are under way when the process is to end. */
class FarewellTest {
  private static final InetAddress HERE = InetAddress.getLoopbackAddress();
  private static final Duration LONG = Duration.ofSeconds(20);
  private static final String GET = "GET / HTTP/1.1\r\nHost: web\r\n\r\n";
  private static final String SLOW = "GET /slow HTTP/1.1\r\nHost: web\r\n\r\n";
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
  private static final String LAST =
      "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok";

  private final List<AutoCloseable> open = new ArrayList<>();
  private final Traffic traffic = new Traffic();
  private final CountDownLatch thought = new CountDownLatch(1);

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable one : open.reversed()) {
      one.close();
    }
  }

  private <T extends AutoCloseable> T own(T one) {
    open.add(one);
    return one;
  }

  /** All requests go to one pod. */
  private record To(Backend pod) implements Upstreams {
    @Override
    public Choice route(RequestHead request) {
      return new Choice.To(
          new Route(
              new ObjectName("default", "web"),
              "",
              Protocol.HTTP1,
              Terms.USUAL,
              request.originForm()));
    }

    @Override
    public Optional<Backend> next(Route route, Set<Backend> tried) {
      return tried.contains(pod) ? Optional.empty() : Optional.of(pod);
    }
  }

  /** In front of a pod that thinks about {@code /slow}. */
  private IngressListener listen() throws IOException {
    var pod =
        own(
            new ScriptedServer(c -> {
              for (String head = c.readHead(); !head.isEmpty(); head = c.readHead()) {
                if (head.startsWith("GET /slow")) {
                  thought.await();
                }
                c.write(OK);
              }
            }));
    return own(
        IngressListener.start(
            new InetSocketAddress(HERE, 0),
            new To(new Backend("127.0.0.1", pod.port(), "")),
            traffic,
            () -> IngressCertificates.NONE,
            new AccessStatistics(Clock.systemUTC())));
  }

  private Connection connect(int port) throws IOException {
    var socket = own(new Socket(HERE, port));
    socket.setSoTimeout(10_000);
    return new Connection(socket, socket.getInputStream(), socket.getOutputStream());
  }

  private CompletableFuture<Void> finish(IngressListener listener) {
    return CompletableFuture.runAsync(() -> {
      try {
        listener.finish();
        traffic.finish(LONG);
      } catch (IOException | InterruptedException e) {
        throw new AssertionError(e);
      }
    });
  }

  @Test
  void answersUnderWayAreGivenToTheirEndAndSayThatTheyAreLast() throws Exception {
    IngressListener listener = listen();
    Connection idle = connect(listener.port());
    idle.write(GET);
    assertThat(idle.read(OK.length())).isEqualTo(OK);
    Connection busy = connect(listener.port());
    busy.write(SLOW);
    await().until(() -> traffic.count("127.0.0.1") == 1);

    CompletableFuture<Void> finished = finish(listener);

    assertThat(idle.in().read()).isNegative();
    assertThatThrownBy(() -> connect(listener.port())).isInstanceOf(ConnectException.class);
    assertThat(finished).isNotDone();
    thought.countDown();
    assertThat(new String(busy.in().readAllBytes(), ISO_8859_1)).isEqualTo(LAST);
    finished.get();
  }

  @Test
  void whereNothingIsUnderWayTheEndComesAtOnce() throws Exception {
    IngressListener listener = listen();
    Connection idle = connect(listener.port());
    idle.write(GET);
    assertThat(idle.read(OK.length())).isEqualTo(OK);
    await().until(() -> traffic.count("127.0.0.1") == 0);

    listener.finish();
    assertThat(traffic.finish(Duration.ZERO)).isEqualTo(Traffic.Drained.COMPLETELY);

    assertThat(idle.in().read()).isNegative();
  }

  @Test
  void answersThatTakeTooLongAreGivenUp() throws Exception {
    IngressListener listener = listen();
    Connection busy = connect(listener.port());
    busy.write(SLOW);
    await().until(() -> traffic.count("127.0.0.1") == 1);

    listener.finish();
    assertThat(traffic.finish(Duration.ofMillis(10))).isEqualTo(Traffic.Drained.OUT_OF_TIME);
    listener.close();

    assertThatThrownBy(() -> assertThat(busy.in().read()).isNotNegative())
        .isInstanceOfAny(IOException.class, AssertionError.class);
  }

  private static byte[] frame(int type, int flags, int stream, byte[] payload) {
    var out = new ByteArrayOutputStream();
    out.writeBytes(new byte[] {0, (byte) (payload.length >> 8), (byte) payload.length});
    out.writeBytes(new byte[] {(byte) type, (byte) flags, 0, 0, 0, (byte) stream});
    out.writeBytes(payload);
    return out.toByteArray();
  }

  private static byte[] head(int stream) {
    var block = new ByteArrayOutputStream();
    List<String> pairs =
        List.of(":method", "GET", ":scheme", "http", ":path", "/slow", ":authority", "web");
    for (String text : pairs) {
      if (text.startsWith(":")) {
        block.write(0);
      }
      block.write(text.length());
      block.writeBytes(text.getBytes(US_ASCII));
    }
    return frame(1, 5, stream, block.toByteArray());
  }

  /** The type and the stream of the next frame that is neither a setting nor a window. */
  private static String next(DataInputStream in) throws IOException {
    while (true) {
      int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
      int type = in.readUnsignedByte();
      in.readUnsignedByte();
      int stream = in.readInt();
      byte[] payload = in.readNBytes(length);
      if (type == 7 || type == 3) {
        return type + " " + stream + " " + List.of(payload[3], payload[payload.length - 1]);
      }
      if (type < 2) {
        return type + " " + stream;
      }
    }
  }

  @Test
  void clientsOfHttp2HearWhichRequestIsTheLast() throws Exception {
    IngressListener listener = listen();
    Connection client = connect(listener.port());
    client.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
    client.out().write(frame(4, 0, 0, new byte[0]));
    client.out().write(head(1));
    await().until(() -> traffic.count("127.0.0.1") == 1);

    CompletableFuture<Void> finished = finish(listener);

    var in = new DataInputStream(client.in());
    assertThat(next(in)).as("a farewell after stream 1, no error").isEqualTo("7 0 [1, 0]");
    client.out().write(head(3));
    assertThat(next(in)).as("a refusal, to be asked elsewhere").isEqualTo("3 3 [7, 7]");
    assertThat(finished).isNotDone();
    thought.countDown();
    assertThat(next(in)).as("the answer's head").isEqualTo("1 1");
    assertThat(next(in)).as("its body").isEqualTo("0 1");
    finished.get();
  }
}
