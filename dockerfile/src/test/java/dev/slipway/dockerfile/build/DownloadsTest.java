package dev.slipway.dockerfile.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.slipway.base.InputException;
import dev.slipway.base.InputException.Position;
import dev.slipway.dockerfile.BuildFailure;
import dev.slipway.oci.Digest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DownloadsTest {
  private static final Position AT = new Position("Dockerfile", 3, 1);
  private static final String DATE = "Wed, 21 Oct 2015 07:28:00 GMT";

  @TempDir Path dir;
  private HttpServer server;
  private String url;
  private String content = "first";
  private final List<Integer> answers = new ArrayList<>();

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
    url = "http://127.0.0.1:" + server.getAddress().getPort();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    String tag = '"' + content + '"';
    var headers = exchange.getResponseHeaders();
    int status = 200;
    if (exchange.getRequestURI().getPath().startsWith("/moved/")) {
      headers.set("Location", "/files/x.txt");
      status = 302;
    } else if (!exchange.getRequestURI().getPath().startsWith("/files/")) {
      status = 404;
    } else if (tag.equals(exchange.getRequestHeaders().getFirst("If-None-Match"))) {
      status = 304;
    }
    answers.add(status);
    headers.set("ETag", tag);
    headers.set("Last-Modified", DATE);
    byte[] body = status == 200 ? content.getBytes(StandardCharsets.UTF_8) : new byte[0];
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private Downloads.Download get(String path) throws Exception {
    return new Downloads(dir).get(url + path, Optional.empty(), AT);
  }

  @Test
  void downloadsAgainOnlyWhatChanged() throws Exception {
    var first = get("/files/x.txt?token=1");
    assertThat(first.name()).isEqualTo("x.txt");
    assertThat(first.file()).hasContent("first");
    assertThat(first.digest()).isEqualTo(Digest.of("first".getBytes(StandardCharsets.UTF_8)));
    assertThat(Files.getLastModifiedTime(first.file()).toInstant())
        .isEqualTo(Instant.parse("2015-10-21T07:28:00Z"));

    assertThat(get("/files/x.txt?token=1").file()).hasContent("first");
    content = "second";
    assertThat(get("/files/x.txt?token=1").file()).hasContent("second");
    assertThat(answers).containsExactly(200, 304, 200);
  }

  @Test
  void asksNobodyForWhatHasTheWantedChecksum() throws Exception {
    var checksum = Optional.of(get("/files/x.txt").digest().toString());
    content = "second";
    var again = new Downloads(dir).get(url + "/files/x.txt", checksum, AT);
    assertThat(again.file()).hasContent("first");
    assertThat(answers).hasSize(1);
  }

  @Test
  void followsToWhereItMoved() throws Exception {
    var moved = get("/moved/y.txt");
    assertThat(moved.name()).isEqualTo("y.txt");
    assertThat(moved.file()).hasContent("first");
  }

  @Test
  void saysWhichFileCouldNotBeHadAndWhy() throws Exception {
    assertThatThrownBy(() -> get("/none"))
        .isInstanceOf(BuildFailure.class)
        .hasMessageContaining("Dockerfile:3:1")
        .hasMessageContaining("ADD " + url + "/none")
        .hasMessageContaining("the server answered 404");
    var other = Optional.of(Digest.of(new byte[0]).toString());
    assertThatThrownBy(() -> new Downloads(dir).get(url + "/files/x.txt", other, AT))
        .isInstanceOf(BuildFailure.class)
        .hasMessageContaining("its checksum is");
    server.stop(0);
    assertThatThrownBy(() -> get("/files/y.txt"))
        .isInstanceOf(BuildFailure.class)
        .hasMessageContaining("Dockerfile:3:1")
        .hasMessageContaining("no connection to 127.0.0.1");
  }

  @Test
  void refusesWhatIsNoUrlOrNoChecksum() {
    assertThatThrownBy(() -> new Downloads(dir).get("http://a b", Optional.empty(), AT))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("is not a URL");
    assertThatThrownBy(() -> new Downloads(dir).get(url + "/files/x", Optional.of("md5:1"), AT))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("is not a digest");
  }

  @Test
  void downloadsAgainWhereANoteIsCutOff() throws Exception {
    get("/files/x.txt");
    try (Stream<Path> kept = Files.list(dir)) {
      for (Path note : kept.filter(p -> p.toString().endsWith(".json")).toList()) {
        Files.writeString(note, "{\"url\":");
      }
    }
    assertThat(get("/files/x.txt").file()).hasContent("first");
    assertThat(answers).containsExactly(200, 200);
  }
}
