package dev.slipway.runner.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.slipway.base.Command;
import dev.slipway.base.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What the stand-ins do before they start Java. */
class ShortcutsTest {
  @TempDir Path dir;
  private final List<String> requests = new ArrayList<>();
  private HttpServer server;
  private int status = 200;
  private String answer = "";

  @BeforeEach
  void begin() throws IOException {
    Assumptions.assumeTrue(Files.isExecutable(Path.of("/usr/bin/perl")), "there is no perl");
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::handle);
    server.start();
    Files.writeString(dir.resolve("docker.pl"), HostTools.resource("docker.pl"));
    for (String name : List.of("docker", "kubectl")) {
      program(
          dir.resolve(name),
          HostTools.resource(name + ".sh") + "printf 'java:'; printf ' [%s]' \"$@\"\n");
    }
  }

  @AfterEach
  void end() {
    if (server != null) {
      server.stop(0);
    }
  }

  private static void program(Path file, String script) throws IOException {
    Files.writeString(file, "#!/bin/sh\n" + script);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private void handle(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    requests.add(
        exchange.getRequestURI()
            + " "
            + exchange.getRequestHeaders().getFirst("Authorization")
            + " "
            + body);
    byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private Command.Result run(String... words) throws IOException {
    return run(Map.of(), words);
  }

  private Command.Result run(Map<String, String> variables, String... words) throws IOException {
    var environment = new LinkedHashMap<>(Map.of("PATH", dir + "::/nowhere", "HOME", "" + dir));
    environment.put("SLIPWAY_STANDINS", dir.toString());
    environment.put("SLIPWAY_URL", "http://127.0.0.1:" + server.getAddress().getPort());
    environment.put("SLIPWAY_JOB_TOKEN", "of-the-job");
    environment.putAll(variables);
    var command = new ArrayList<>(List.of("/usr/bin/env", "-i"));
    environment.forEach((name, value) -> command.add(name + "=" + value));
    command.add(dir.resolve(words[0]).toString());
    command.addAll(Arrays.asList(words).subList(1, words.length));
    return Command.of(command).withDirectory(dir).run();
  }

  private JsonNode body() {
    String request = requests.getFirst();
    return Json.parse(
        request.substring(request.indexOf('{')).getBytes(StandardCharsets.UTF_8), "request");
  }

  @Test
  void ordersABuildAndHearsOfIt() throws Exception {
    answer =
        "{\"line\":\"#1 \\\"ü\\\" \\u001b[0m\"}\n{\"result\":{\"digest\":\"sha256:d\",\"imageId\":\"sha256:i\","
            + "\"size\":1,\"mediaType\":\"m\",\"standIns\":[\"node:20 [our own]\",\"b\\\"\"]}}\n";
    var result =
        run(
            Map.of("FROM_HERE", "x\ty"),
            "docker",
            "buildx",
            "build",
            "--tag=a:1",
            "-t",
            "b:2",
            "--build-arg",
            "A=\"1\"=\\",
            "--build-arg",
            "FROM_HERE",
            "--build-arg",
            "NOT_SET",
            "--no-cache",
            "-f",
            "other/Dockerfile",
            "src");

    assertThat(result.stderr())
        .isEqualTo("#1 \"ü\" \u001b[0m\nbase image node:20 [our own]\nbase image b\"\n");
    assertThat(result.stdout()).isEmpty();
    assertThat(result.exit()).isZero();
    assertThat(requests)
        .singleElement()
        .asString()
        .startsWith("/api/v1/job/builds Bearer of-the-job ");
    assertThat(body())
        .isEqualTo(
            Json.parse(
                """
                {"directory": "DIR", "context": "src", "dockerfile": "other/Dockerfile",
                 "tags": ["a:1", "b:2"], "cacheFrom": [], "cacheTo": [], "contexts": {}, "labels": {},
                 "buildArgs": {"A": "\\"1\\"=\\\\", "FROM_HERE": "x\\ty"}, "noCache": true, "pull": false}
                """
                    .replace("DIR", dir.toString())
                    .getBytes(StandardCharsets.UTF_8),
                "expected"));
  }

  @Test
  void aQuietBuildTellsTheImageAlone() throws Exception {
    answer = "{\"line\":\"x\"}\n{\"result\":{\"imageId\":\"sha256:i\",\"standIns\":[]}}\n";
    var result = run("docker", "build", "-q", ".");

    assertThat(result.stderr()).isEmpty();
    assertThat(result.stdout()).isEqualTo("sha256:i\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"line\":\"x\"}\n", "{\"line\":\"x\"}\n{\"error\":\"no \\\"a\\\"\"}\n"})
  void aBuildThatFailsOrBreaksOffSaysSo(String answered) throws Exception {
    answer = answered;
    var result = run("docker", "build", ".");

    assertThat(result.exit()).isEqualTo(1);
    assertThat(result.stderr())
        .startsWith("x\nERROR: failed to build: failed to solve: ")
        .containsAnyOf("no \"a\"", "the process has gone");
  }

  @Test
  void namesAndMovesImages() throws Exception {
    assertThat(run("docker", "tag", "a", "b:2").stdout()).isEmpty();
    answer =
        "{\"line\":\"latest: digest: d size: 1\"}\n{\"result\":{\"digest\":\"d\",\"size\":1}}\n";
    assertThat(run("docker", "push", "h:1/a").stdout())
        .isEqualTo("Using default tag: latest\nlatest: digest: d size: 1\n");
    assertThat(run("docker", "pull", "-q", "h:1/a:2").stdout()).isEqualTo("h:1/a:2\n");

    assertThat(requests)
        .containsExactly(
            "/api/v1/job/images/tag Bearer of-the-job {\"source\":\"a\",\"target\":\"b:2\"}",
            "/api/v1/job/images/push Bearer of-the-job {\"name\":\"h:1/a\"}",
            "/api/v1/job/images/pull Bearer of-the-job {\"name\":\"h:1/a:2\"}");
  }

  @Test
  void saysWhatIsRefused() throws Exception {
    status = 404;
    answer = "{\"type\":\"about:blank\",\"detail\":\"No such image: \\u00e4\"}";
    var tag = run("docker", "tag", "a", "b");
    var push = run("docker", "push", "a:1");
    status = 502;
    answer = " broken ";
    var broken = run("docker", "push", "a:1");

    assertThat(List.of(tag.exit(), push.exit(), broken.exit())).containsOnly(1);
    assertThat(tag.stderr()).isEqualTo("Error response from daemon: No such image: ä\n");
    assertThat(push.stderr()).isEqualTo("No such image: ä\n");
    assertThat(broken.stderr()).isEqualTo("the server answered 502: broken\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "build",
        "build -",
        "build https://example.com/x.git",
        "build github.com/a/b",
        "build git+ssh://example.com/x",
        "build . other",
        "build --secret id=x .",
        "build -f - .",
        "build --no-cache=false .",
        "build --progress=rawjson .",
        "build -ta .",
        "build . -t",
        "buildx ls",
        "tag a",
        "tag --help a",
        "push --all-tags a",
        "push",
        "version",
        "images -q"
      })
  void leavesToJavaWhatItDoesNotKnow(String line) throws Exception {
    var result = run(("docker " + line).split(" "));

    assertThat(result.stdout()).isEqualTo("java: [" + line.replace(" ", "] [") + "]");
    assertThat(result.stderr()).isEmpty();
    assertThat(requests).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "SOURCE_DATE_EPOCH, 7",
    "DOCKER_DEFAULT_PLATFORM, linux/arm64",
    "BUILDKIT_PROGRESS, quiet"
  })
  void leavesToJavaWhatTheEnvironmentAsksOfABuild(String name, String value) throws Exception {
    assertThat(run(Map.of(name, value), "docker", "build", ".").stdout())
        .isEqualTo("java: [build] [.]");
    assertThat(requests).isEmpty();
  }

  @Test
  void leavesToJavaWhatNeedsALoginAndWhatNobodyAnswers() throws Exception {
    Files.writeString(Files.createDirectory(dir.resolve(".docker")).resolve("config.json"), "{}");
    assertThat(run("docker", "push", "a:1").stdout()).isEqualTo("java: [push] [a:1]");
    assertThat(run(Map.of("SLIPWAY_URL", "http://127.0.0.1:1"), "docker", "tag", "a", "b").stdout())
        .isEqualTo("java: [tag] [a] [b]");
    assertThat(run(Map.of("SLIPWAY_JOB_TOKEN", "a\nHost: b"), "docker", "tag", "a", "b").stdout())
        .isEqualTo("java: [tag] [a] [b]");
    assertThat(requests).isEmpty();
  }

  @Test
  void theRealKubectlTakesThePlaceOfOursWhereNothingIsRendered() throws Exception {
    Path real = Files.createDirectory(dir.resolve("real program"));
    program(real.resolve("kubectl"), "printf 'real:'; printf ' [%s]' \"$@\"; cat\nexit 7\n");
    var path = Map.of("PATH", dir + ":/nowhere:" + real + ":/bin");

    var result = run(path, "kubectl", "get", "pods", "-o", "a b*", "--", "-k");
    assertThat(result.stdout()).isEqualTo("real: [get] [pods] [-o] [a b*] [--] [-k]");
    assertThat(result.exit()).isEqualTo(7);
    for (String rendered :
        List.of("kustomize .", "apply -k .", "apply -kx", "diff --kustomize=x")) {
      String[] words = ("kubectl " + rendered).split(" ");
      assertThat(run(path, words).stdout()).startsWith("java: [");
    }
    assertThat(run("kubectl", "get", "pods").stdout()).isEqualTo("java: [get] [pods]");
  }
}
