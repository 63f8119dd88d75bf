package dev.slipway.cli.standin;

import dev.slipway.base.Json;
import dev.slipway.base.SlipwayException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/**
 * Small HTTP calls. The JDK's old client starts in a third of the time of the new one, and a
 * stand-in starts often.
 */
final class Web {
  private static final int CONNECT_MILLIS = 10_000;
  private static final int READ_MILLIS = 60_000;

  /** What takes long, such as a build, tells of itself when it likes. */
  private static final int UNLIMITED = 0;

  private Web() {}

  /** An answer, whatever its status. */
  record Answer(int status, byte[] body) {
    boolean isGood() {
      return status / 100 == 2;
    }

    JsonNode json() {
      return body.length == 0
          ? Json.MAPPER.createObjectNode()
          : Json.parse(body, "the server's answer");
    }

    String text() {
      return new String(body, StandardCharsets.UTF_8).strip();
    }
  }

  static Answer get(String url, Map<String, String> headers) {
    return call("GET", url, headers, new byte[0]);
  }

  static Answer call(String method, String url, Map<String, String> headers, byte[] body) {
    var connection = open(method, url, headers, body, READ_MILLIS);
    try {
      int status = connection.getResponseCode();
      try (InputStream in = status < 400 ? connection.getInputStream() : error(connection)) {
        return new Answer(status, in.readAllBytes());
      }
    } catch (IOException e) {
      throw lost(url, e);
    }
  }

  /**
   * Hears each line of the answer as it comes; an answer that is none is thrown with its reason.
   */
  static void lines(
      String url, Map<String, String> headers, byte[] body, Consumer<String> listener) {
    var connection = open("POST", url, headers, body, UNLIMITED);
    try (var reader =
        new BufferedReader(new InputStreamReader(good(connection), StandardCharsets.UTF_8))) {
      for (var line = reader.readLine(); line != null; line = reader.readLine()) {
        listener.accept(line);
      }
    } catch (IOException e) {
      throw lost(url, e);
    }
  }

  /** Copies the answer to a stream. */
  static void copy(String url, Map<String, String> headers, byte[] body, OutputStream out)
      throws IOException {
    var connection = open("POST", url, headers, body, UNLIMITED);
    try (InputStream in = good(connection)) {
      in.transferTo(out);
    }
  }

  private static HttpURLConnection open(
      String method, String url, Map<String, String> headers, byte[] body, int readMillis) {
    try {
      var connection = (HttpURLConnection) URI.create(url).toURL().openConnection();
      connection.setRequestMethod(method);
      connection.setConnectTimeout(CONNECT_MILLIS);
      // Before the body is sent: a connection that is open keeps the limit it was opened with.
      connection.setReadTimeout(readMillis);
      headers.forEach(connection::setRequestProperty);
      if (body.length > 0) {
        connection.setDoOutput(true);
        try (var out = connection.getOutputStream()) {
          out.write(body);
        }
      }
      return connection;
    } catch (IOException e) {
      throw lost(url, e);
    }
  }

  private static InputStream good(HttpURLConnection connection) throws IOException {
    int status = connection.getResponseCode();
    if (status < 400) {
      return connection.getInputStream();
    }
    try (InputStream in = error(connection)) {
      throw new SlipwayException(detail(new Answer(status, in.readAllBytes())));
    }
  }

  /** The reason that a problem answer gives. */
  static String detail(Answer answer) {
    String text = answer.text();
    if (text.startsWith("{")) {
      String detail = answer.json().path("detail").asString("");
      if (!detail.isEmpty()) {
        return detail;
      }
    }
    return "the server answered " + answer.status() + (text.isEmpty() ? "" : ": " + text);
  }

  private static InputStream error(HttpURLConnection connection) {
    InputStream error = connection.getErrorStream();
    return error == null ? InputStream.nullInputStream() : error;
  }

  private static SlipwayException lost(String url, IOException e) {
    return new SlipwayException("could not reach " + url + ": " + e.getMessage(), e);
  }
}
