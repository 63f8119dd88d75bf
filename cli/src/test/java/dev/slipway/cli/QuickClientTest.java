package dev.slipway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.slipway.base.Command;
import dev.slipway.base.Json;
import dev.slipway.cli.command.Console;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The launcher's small client asks what the command line in Java asks, and says what it says. */
class QuickClientTest {
  private static final int LEFT_TO_JAVA = 75;
  private static final Path PROGRAM = Path.of("../launcher/quick.pl").toAbsolutePath().normalize();
  private static final String BUILT =
      """
      {"line":"#1 [internal] \\"quoted\\" \\u001b[1m umläut"}
      {"result":{"digest":"sha256:ab","config":"sha256:cd","compressedBytes":2500000,\
      "unpackedBytes":7900000,"milliseconds":12,"standIns":[],"steps":[{"name":"RUN \\"tags\\":[1]",\
      "compressedBytes":1,"unpackedBytes":2,"milliseconds":3}],"tags":["a","b:\\\\x"]}}
      """;

  @TempDir Path data;
  @TempDir Path context;
  private final List<String> heard = new ArrayList<>();
  private HttpServer server;
  private int status = 200;
  private String answer = BUILT;

  private record Said(int code, String out, String err) {}

  QuickClientTest() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
  }

  @BeforeEach
  void serve() throws IOException {
    Assumptions.assumeTrue(Command.exists("perl"), "perl is missing");
    server.createContext(
        "/",
        exchange -> {
          byte[] body = exchange.getRequestBody().readAllBytes();
          heard.add(
              exchange.getRequestURI()
                  + " "
                  + exchange.getRequestHeaders().getFirst("Authorization")
                  + " "
                  + new String(body, StandardCharsets.UTF_8));
          byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(status, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    server.start();
    String stat = Files.readString(Path.of("/proc/self/stat"));
    String started = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[19];
    var ready = Json.MAPPER.createObjectNode();
    ready.put("pid", Long.toString(ProcessHandle.current().pid())).put("started", started);
    ready.put("url", "http://127.0.0.1:" + server.getAddress().getPort());
    Files.createDirectory(data.resolve("run"));
    Files.write(data.resolve("run/daemon.json"), Json.bytes(ready));
    Files.writeString(data.resolve("admin.token"), "secret\n");
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private List<String> words(String... words) {
    var all = new ArrayList<>(List.of(words));
    all.addAll(List.of("--data", data.toString()));
    return all;
  }

  private Said small(List<String> words) throws IOException {
    var all = new ArrayList<>(List.of("perl", "--", PROGRAM.toString()));
    all.addAll(words);
    Command.Result result = Command.of(all).run();
    return new Said(result.exit(), result.stdout(), result.stderr());
  }

  private static Said java(List<String> words) {
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    var console =
        new Console(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8));
    int code = Main.run(words.toArray(String[]::new), console);
    console.out().flush();
    return new Said(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  /** What was asked, without what says nothing. */
  private static String essence(String request) {
    int brace = request.indexOf('{');
    var order = (ObjectNode) Json.MAPPER.readTree(request.substring(brace));
    for (String name : List.copyOf(order.propertyNames())) {
      JsonNode value = order.get(name);
      if ((value.isContainer() && value.isEmpty()) || (value.isBoolean() && !value.asBoolean())) {
        order.remove(name);
      }
    }
    var sorted = new java.util.TreeMap<String, JsonNode>();
    order.propertyNames().forEach(name -> sorted.put(name, order.get(name)));
    return request.substring(0, brace) + sorted;
  }

  private void requireEqual(String... words) throws IOException {
    Said small = small(words(words));
    Said java = java(words(words));

    assertThat(small).isEqualTo(java);
    assertThat(heard).hasSize(2);
    assertThat(essence(heard.getFirst())).isEqualTo(essence(heard.getLast()));
  }

  @Test
  void buildsWithEveryOptionThatItKnows() throws IOException {
    requireEqual(
        "build",
        context + "/./x/..",
        "-t",
        "a",
        "--tag=b:\\x",
        "-f",
        "sub/D ü\"q",
        "--target",
        "s",
        "--build-arg",
        "A=1=2",
        "--build-arg=B=x y",
        "--label",
        "l=\tv",
        "-o",
        "type=oci,dest=/o",
        "--build-context",
        "n=/d",
        "--allow=secret.files",
        "--network",
        "none",
        "-m",
        "512m",
        "--platform=linux/amd64",
        "--cache-from",
        "type=gha",
        "--cache-to=type=gha",
        "--no-cache",
        "--pull",
        "--explain",
        "--keep-failed",
        "--progress",
        "plain");
  }

  @Test
  void saysOnlyTheDigestWhenQuiet() throws IOException {
    requireEqual("build", context.toString(), "-q");
  }

  @Test
  void failsAsTheProcessSays() throws IOException {
    answer = "{\"line\":\"#1 x\"}\n{\"error\":\"Dockerfile:1:1: no\\n  do \\\"this\\\"\"}\n";
    requireEqual("build", context.toString());
  }

  @Test
  void tellsOfAProcessThatWentAway() throws IOException {
    answer = "{\"line\":\"#1 x\"}\n";
    requireEqual("build", context.toString());
  }

  @Test
  void passesRefusalsOn() throws IOException {
    status = 403;
    answer = "{\"title\":\"x\",\"detail\":\"you may not\"}";
    requireEqual("build", context.toString());
  }

  @Test
  void pushes() throws IOException {
    answer = "{\"name\":\"h/a:1\",\"digest\":\"sha256:ab\"}";
    requireEqual("push-image", "a");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--sbom",
        "--json",
        "--iidfile=x",
        "--secret=id=a",
        "--build-arg=HOME",
        "--progress=tty",
        "-tx",
        "--help",
        "--file=a --file=b",
        "--target",
        "second"
      })
  void leavesTheRestToJava(String words) throws IOException {
    var all = words("build", context.toString());
    all.addAll(List.of(words.split(" ")));

    assertThat(small(all)).isEqualTo(new Said(LEFT_TO_JAVA, "", ""));
    assertThat(heard).isEmpty();
  }

  @Test
  void leavesItToJavaWhenNobodyIsThere() throws IOException {
    Files.writeString(data.resolve("run/daemon.json"), "{\"pid\":\"1\",\"started\":\"7\"}");

    assertThat(small(words("build", context.toString())).code()).isEqualTo(LEFT_TO_JAVA);
  }
}
