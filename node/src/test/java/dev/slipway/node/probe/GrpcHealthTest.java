package dev.slipway.node.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.node.probe.Probe.Check;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Health questions, answered by frames as servers send them (RFC 9113, gRPC over HTTP/2). */
class GrpcHealthTest {
  private static final String SETTINGS = "000000" + "04" + "00" + "00000000";
  private static final String PING = "000008" + "06" + "00" + "00000000" + "0102030405060708";
  private static final String HEAD = "000001" + "01" + "04" + "00000001" + "88";
  private static final String END = "000001" + "01" + "05" + "00000001" + "88";

  private static String data(String message) {
    int length = message.length() / 2;
    return "%06x".formatted(length + 5)
        + "0000"
        + "00000001"
        + "00%08x".formatted(length)
        + message;
  }

  /** What the server heard, and what came of it. */
  private record Talk(ProbeResult result, byte[] heard) {}

  private static Talk ask(String service, String answer) throws Exception {
    try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var heard = new CompletableFuture<byte[]>();
      Thread.ofVirtual().start(() -> serve(server, answer, heard));
      var prober = new Prober("127.0.0.1", (command, limit) -> Optional.empty());
      ProbeResult result =
          prober.attempt(new Check.Grpc(server.getLocalPort(), service), Duration.ofSeconds(5));
      return new Talk(result, heard.get());
    }
  }

  private static void serve(ServerSocket server, String answer, CompletableFuture<byte[]> heard) {
    try (var socket = server.accept()) {
      socket.getOutputStream().write(HexFormat.of().parseHex(answer));
      socket.shutdownOutput();
      var all = new ByteArrayOutputStream();
      InputStream in = socket.getInputStream();
      in.transferTo(all);
      heard.complete(all.toByteArray());
    } catch (IOException e) {
      heard.completeExceptionally(e);
    }
  }

  @Test
  void asksInHttp2AndBelievesOnlyServing() throws Exception {
    Talk serving = ask("shop", SETTINGS + PING + HEAD + data("0801") + END);
    assertThat(serving.result()).isInstanceOf(ProbeResult.Success.class);
    String heard = new String(serving.heard(), StandardCharsets.ISO_8859_1);
    assertThat(heard)
        .startsWith("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")
        .contains("/grpc.health.v1.Health/Check")
        .contains("application/grpc")
        .contains("\n\4shop");

    assertThat(ask("", SETTINGS + HEAD + data("0802") + END).result())
        .isEqualTo(new ProbeResult.Failure("service unhealthy (responded with \"NOT_SERVING\")"));
    // A status left out is 0.
    assertThat(ask("", SETTINGS + HEAD + data("") + END).result())
        .isEqualTo(new ProbeResult.Failure("service unhealthy (responded with \"UNKNOWN\")"));
  }

  @Test
  void failsWhereTheServiceIsNotServed() throws Exception {
    assertThat(ask("shop", SETTINGS + END).result())
        .asString()
        .contains("gave no answer to grpc.health.v1.Health/Check for shop");
    assertThat(ask("", "485454502f312e31203430300d0a").result())
        .isInstanceOf(ProbeResult.Failure.class);
  }

  @Test
  void readsGrpcProbes() {
    var tree = dev.slipway.base.Json.MAPPER.readTree("{\"grpc\":{\"port\":9,\"service\":\"a\"}}");
    assertThat(Probe.check(tree, java.util.Map.of())).isEqualTo(new Check.Grpc(9, "a"));
  }
}
