package dev.slipway.kubernetes.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.base.Json;
import dev.slipway.kubernetes.TestApi;
import dev.slipway.kubernetes.UnusedNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import org.assertj.core.api.SoftAssertions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/**
 * Requests that break HTTP itself, or say what their parameters cannot: each answer is a Status.
 */
class FaultyRequestsTest {
  private static final String MAPS = "/api/v1/namespaces/default/configmaps";

  @TempDir Path directory;
  private TestApi api;

  @BeforeEach
  void start() {
    api = TestApi.start(directory, new UnusedNode(), Optional.empty());
  }

  @AfterEach
  void stop() {
    api.close();
  }

  /** Sends bytes as they are; answers what comes back. */
  private String raw(String request) throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), api.port())) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      socket.shutdownOutput();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static void assertStatus(String answer, int code, SoftAssertions softly, String what) {
    softly.assertThat(answer).as(what).startsWith("HTTP/1.1 " + code);
    softly.assertThat(answer).as(what).containsIgnoringCase("Content-Type: application/json");
    int body = answer.indexOf("\r\n\r\n");
    if (body > 0) {
      String json = answer.substring(body).strip();
      softly.assertThat(json).as(what).startsWith("{").contains("\"kind\":\"Status\"");
      softly.assertThat(json).as(what).contains("\"code\":" + code);
    }
  }

  @Test
  void whatBreaksHttpIsAnsweredWithAStatus() throws IOException {
    String end = " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n";
    var softly = new SoftAssertions();
    assertStatus(raw("GET /api/v1//pods" + end + "\r\n"), 400, softly, "empty segment");
    assertStatus(raw("GET /api/v1/%2e%2e/pods" + end + "\r\n"), 400, softly, "dots");
    assertStatus(raw("GET /api/v1/%zz" + end + "\r\n"), 400, softly, "bad escape");
    assertStatus(raw("GET /api/v1/pods?a=%ff%zz" + end + "\r\n"), 400, softly, "bad query");
    assertStatus(raw("BREW /api/v1/pods" + end + "\r\n"), 405, softly, "unknown method");
    assertStatus(raw("OPTIONS /api/v1/pods" + end + "\r\n"), 405, softly, "options");
    assertStatus(
        raw("GET /api/v1/pods" + end + "X: " + "x".repeat(80_000) + "\r\n\r\n"),
        431,
        softly,
        "long header");
    assertStatus(
        raw("POST " + MAPS + end + "Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n"),
        400,
        softly,
        "bad chunk");
    assertStatus(
        raw("POST " + MAPS + end + "Content-Length: 50\r\n\r\n{\"a\""),
        400,
        softly,
        "body that breaks off");
    assertStatus(
        raw("POST " + MAPS + end + "Content-Length: 4000000\r\n\r\n" + " ".repeat(4_000_000)),
        413,
        softly,
        "long body");
    assertStatus(
        raw("POST " + MAPS + end + "Content-Length: 2\r\nContent-Type: text/html\r\n\r\n{}"),
        415,
        softly,
        "content type");
    assertStatus(raw("GET " + MAPS + end + "Accept: text/html\r\n\r\n"), 406, softly, "accept");
    softly.assertAll();
  }

  /** Of a hundred megabytes no more is read than shows that it is too much. */
  @Test
  void aHugeBodyIsRefusedBeforeAllOfItCame() throws IOException {
    int sent = (3 << 20) + (64 << 10);
    String head = "POST " + MAPS + " HTTP/1.1\r\nHost: x\r\nContent-Length: 104857600\r\n\r\n";
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), api.port())) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write((head + " ".repeat(sent)).getBytes(StandardCharsets.US_ASCII));
      var answer = new StringBuilder();
      while (answer.indexOf("\"code\":413") < 0) {
        int next = socket.getInputStream().read();
        assertThat(next).as("after " + answer).isNotNegative();
        answer.append((char) next);
      }
      assertThat(answer)
          .startsWith("HTTP/1.1 413")
          .contains("Request entity too large: limit is 3145728", "\"RequestEntityTooLarge\"");
    }
  }

  private JsonNode send(String method, String path, @Nullable String body) {
    var answer = api.send(method, path, "application/json", body, "application/json");
    return Json.parse(answer.body().getBytes(StandardCharsets.UTF_8), path);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "POST|?dryRun=Some|CreateOptions.meta.k8s.io \"\" is invalid: dryRun: Unsupported value: []string{\"Some\"}: supported values: \"All\"",
        "POST|?fieldValidation=Loose|CreateOptions.meta.k8s.io \"\" is invalid: fieldValidation: Unsupported value: \"Loose\": supported values: \"Ignore\", \"Strict\", \"Warn\"",
        "DELETE|/x?propagationPolicy=Up|DeleteOptions.meta.k8s.io \"\" is invalid: propagationPolicy: Unsupported value: \"Up\": supported values: \"Foreground\", \"Background\", \"Orphan\", \"nil\"",
        "DELETE|/x?propagationPolicy=Orphan&orphanDependents=true|DeleteOptions.meta.k8s.io \"\" is invalid: propagationPolicy: Invalid value: \"Orphan\": orphanDependents and deletionPropagation cannot be both set",
        "PATCH|/x?force=true|PatchOptions.meta.k8s.io \"\" is invalid: force: Forbidden: may not be specified for non-apply patch",
        "GET|?limit=few|strconv.ParseInt: parsing \"few\": invalid syntax",
        "GET|?labelSelector=-a%3Db|unable to parse requirement: key: Invalid value: \"-a\": name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')",
        "GET|?labelSelector=a%3D-b|unable to parse requirement: values[0][a]: Invalid value: \"-b\": a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')",
        "GET|?labelSelector=a%3Eb|unable to parse requirement: values[0]: Invalid value: \"b\": for 'Gt', 'Lt' operators, the value must be an integer",
      })
  void parametersThatMeanNothingAreRefused(String method, String query, String message) {
    boolean empty = method.equals("GET") || method.equals("DELETE");
    String body = empty ? null : "{}";
    assertThat(send(method, MAPS + query, body).path("message").asString("")).isEqualTo(message);
  }

  @Test
  void selectorsWithLongKeysAreRefused() {
    String key = "k".repeat(64);
    assertThat(send("GET", MAPS + "?labelSelector=" + key, null).path("message").asString(""))
        .isEqualTo(
            "unable to parse requirement: key: Invalid value: \""
                + key
                + "\": name part must be no more than 63 characters");
  }

  @Test
  void bodiesThatAreNoObjectsAreShown() {
    assertThat(send("POST", MAPS, "").path("message").asString(""))
        .isEqualTo(
            "the object provided is unrecognized (must be of type ConfigMap): couldn't get"
                + " version/kind; json parse error: unexpected end of JSON input (<empty>)");
    assertThat(send("POST", MAPS, "[1]").path("message").asString(""))
        .contains("json: cannot unmarshal array into Go value")
        .endsWith("(5b315d)");
  }
}
