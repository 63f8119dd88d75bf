package dev.slipway.client;

import dev.slipway.base.Json;
import dev.slipway.base.SlipwayException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/**
 * Speaks to the process's API as the administrator, or as the user of {@code SLIPWAY_TOKEN}.
 *
 * <p>Uses the JDK's old HTTP client: it starts in a third of the time of the new one, and a command
 * line starts often.
 */
public final class ApiClient {
  private static final int CONNECT_MILLIS = 5_000;

  private final String url;
  private final String token;

  private ApiClient(String url, String token) {
    this.url = url;
    this.token = token;
  }

  /**
   * The API of a running instance.
   *
   * @throws SlipwayException when it does not run, saying how to start it
   */
  public static ApiClient of(InstanceDirectory instance) {
    var ready =
        instance
            .ready()
            .orElseThrow(() ->
                new SlipwayException(
                    "Slipway is not running on "
                        + instance.path()
                        + "; start it with 'slipway up"
                        + (instance.isDefault() ? "'" : " --data " + instance.path() + "'")));
    return new ApiClient(ready.path("url").asString(), instance.token());
  }

  /** Where the instance answers, without a slash at the end. */
  public String url() {
    return url;
  }

  /** A word as one segment of a path, whatever characters it has. */
  public static String segment(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  public JsonNode get(String path) {
    var connection = open("GET", path);
    return Json.parse(answer(connection), path);
  }

  /** As {@link #get}; empty when there is no such thing, as in a process of an earlier build. */
  public Optional<JsonNode> find(String path) {
    var connection = open("GET", path);
    try {
      return connection.getResponseCode() == HttpURLConnection.HTTP_NOT_FOUND
          ? Optional.empty()
          : Optional.of(Json.parse(answer(connection), path));
    } catch (IOException e) {
      throw lost(e);
    }
  }

  public JsonNode post(String path, Object body) {
    return sent("POST", path, body);
  }

  public JsonNode put(String path, Object body) {
    return sent("PUT", path, body);
  }

  public void delete(String path) {
    answer(open("DELETE", path));
  }

  private JsonNode sent(String method, String path, Object body) {
    var connection = open(method, path);
    send(connection, body);
    byte[] answer = answer(connection);
    return answer.length == 0 ? Json.MAPPER.createObjectNode() : Json.parse(answer, path);
  }

  /** Posts and hears each line of the answer as it comes. */
  public void stream(String method, String path, Object body, Consumer<String> line) {
    var connection = open(method, path);
    if (method.equals("POST")) {
      send(connection, body);
    }
    try (var reader =
        new BufferedReader(new InputStreamReader(stream(connection), StandardCharsets.UTF_8))) {
      for (var text = reader.readLine(); text != null; text = reader.readLine()) {
        line.accept(text);
      }
    } catch (IOException e) {
      throw lost(e);
    }
  }

  private HttpURLConnection open(String method, String path) {
    try {
      var connection = (HttpURLConnection) URI.create(url + path).toURL().openConnection();
      connection.setRequestMethod(method);
      connection.setConnectTimeout(CONNECT_MILLIS);
      connection.setRequestProperty("Authorization", "Bearer " + token);
      return connection;
    } catch (IOException e) {
      throw lost(e);
    }
  }

  private void send(HttpURLConnection connection, Object body) {
    try {
      connection.setDoOutput(true);
      connection.setRequestProperty("Content-Type", "application/json");
      try (var out = connection.getOutputStream()) {
        out.write(Json.bytes(body));
      }
    } catch (IOException e) {
      throw lost(e);
    }
  }

  private byte[] answer(HttpURLConnection connection) {
    try (InputStream in = stream(connection)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw lost(e);
    }
  }

  private InputStream stream(HttpURLConnection connection) throws IOException {
    int status = connection.getResponseCode();
    if (status < 400) {
      return connection.getInputStream();
    }
    try (InputStream error = connection.getErrorStream()) {
      byte[] body = error == null ? new byte[0] : error.readAllBytes();
      throw new SlipwayException(detail(status, body));
    }
  }

  private static String detail(int status, byte[] body) {
    try {
      return Json.parse(body, "answer").path("detail").asString("the process answered " + status);
    } catch (RuntimeException e) {
      return "the process answered " + status + ": " + new String(body, StandardCharsets.UTF_8);
    }
  }

  private SlipwayException lost(IOException e) {
    return new SlipwayException("lost the connection to " + url + ": " + e.getMessage(), e);
  }
}
