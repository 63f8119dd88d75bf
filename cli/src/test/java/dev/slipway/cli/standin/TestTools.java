package dev.slipway.cli.standin;

import com.sun.net.httpserver.HttpServer;
import dev.slipway.base.Json;
import dev.slipway.cli.command.Console;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** A job's directory with a server that answers as it is told and remembers what it was asked. */
final class TestTools implements AutoCloseable {
  final Path home;
  final Map<String, String> environment = new HashMap<>();
  final List<Asked> asked = new ArrayList<>();
  private final Map<String, String> answers = new HashMap<>();
  private final HttpServer server;
  private String input = "";

  /** A request. */
  record Asked(String line, String authorization, String body) {
    JsonNode json() {
      return Json.parse(body.getBytes(StandardCharsets.UTF_8), "body");
    }
  }

  /** How a tool ended. */
  record Ended(int exit, String out, String err) {}

  TestTools(Path home) throws IOException {
    this.home = home;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          String line = exchange.getRequestMethod() + " " + exchange.getRequestURI();
          String body =
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          String authorization =
              String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
          asked.add(new Asked(line, authorization, body));
          String answer = answers.getOrDefault(line, "");
          int status = answer.isEmpty() ? 404 : Integer.parseInt(answer.substring(0, 3));
          byte[] bytes =
              (answer.isEmpty() ? "{\"detail\":\"no " + line + "\"}" : answer.substring(3))
                  .getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(status, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    server.start();
    environment.put("HOME", home.toString());
    environment.put("SLIPWAY_URL", url());
    environment.put("SLIPWAY_JOB_TOKEN", "job-token");
    environment.put("PATH", "/usr/bin:/bin");
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** What the server answers to a request line. */
  TestTools answer(String line, int status, String body) {
    answers.put(line, status + body);
    return this;
  }

  TestTools type(String text) {
    input = text;
    return this;
  }

  /** Credentials as the action {@code auth} leaves them, with the endpoints to exchange them. */
  TestTools authenticated() throws IOException {
    Path file = home.resolve("gha-creds.json");
    Files.writeString(
        file,
        """
        {"type":"external_account","audience":"//iam.googleapis.com/projects/1/p",
         "subject_token_type":"urn:ietf:params:oauth:token-type:jwt",
         "token_url":"URL/v1/token",
         "credential_source":{"url":"URL/idtoken?api-version=2.0&audience=a",
           "headers":{"Authorization":"Bearer request-token"},
           "format":{"type":"json","subject_token_field_name":"value"}},
         "service_account_impersonation_url":
           "URL/v1/projects/-/serviceAccounts/ci@p.iam.gserviceaccount.com:generateAccessToken"}
        """
            .replace("URL", url()));
    environment.put("CLOUDSDK_AUTH_CREDENTIAL_FILE_OVERRIDE", file.toString());
    answer("GET /idtoken?api-version=2.0&audience=a", 200, "{\"value\":\"id-token\"}");
    answer("POST /v1/token", 200, "{\"access_token\":\"federated\",\"expires_in\":300}");
    return answer(
        "POST /v1/projects/-/serviceAccounts/ci@p.iam.gserviceaccount.com:generateAccessToken",
        200,
        "{\"accessToken\":\"access\",\"expireTime\":\"2099-01-01T00:00:00Z\"}");
  }

  Ended run(String... arguments) {
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    var around =
        new Surroundings(
            environment,
            home,
            new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
            new Console(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8)),
            Clock.systemUTC());
    int exit = Main.run(arguments, around);
    return new Ended(
        exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
