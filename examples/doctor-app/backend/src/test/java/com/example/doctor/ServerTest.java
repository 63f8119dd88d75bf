package com.example.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The service over real HTTP, without a language model. */
final class ServerTest {
  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static final ByteArrayOutputStream LOG = new ByteArrayOutputStream();
  private static final Settings SETTINGS =
      Settings.from(Map.of("PORT", "0", "APP_VERSION", "1.2.3", "APP_COMMIT", "abc1234"));

  private static Server server;

  @BeforeAll
  static void start() throws IOException {
    Log log = new Log(new PrintStream(LOG, true, StandardCharsets.UTF_8), TestPatients.CLOCK);
    server = Server.start(SETTINGS, PatientRecords.bundled(), TestPatients.CLOCK, log);
  }

  @AfterAll
  static void stop() {
    server.stop(SETTINGS.shutdown());
    CLIENT.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/health", "/api/health"})
  void healthNamesWhatIsRunning(String path) throws Exception {
    HttpResponse<String> response = send("GET", path);
    assertEquals(200, response.statusCode());
    assertEquals(
        "{\"status\":\"ok\",\"version\":\"1.2.3\",\"commit\":\"abc1234\"}", response.body());
  }

  @ParameterizedTest
  @ValueSource(strings = {"/patients", "/api/patients"})
  void patientsAreListedInOrder(String path) throws Exception {
    JsonArray patients =
        Json.read(send("GET", path).body(), JsonObject.class).getAsJsonArray("patients");
    assertEquals(5, patients.size());
    JsonObject first = patients.get(0).getAsJsonObject();
    assertEquals("p-1001", first.get("id").getAsString());
    assertEquals(75, first.get("age").getAsInt());
    assertEquals("female", first.get("sex").getAsString());
    assertFalse(first.has("medications"), "the list holds no medical details");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/patients/p-1002", "/api/patients/p-1002"})
  void oneRecordIsComplete(String path) throws Exception {
    Patient patient = Json.read(send("GET", path).body(), Patient.class);
    assertEquals(PatientRecords.bundled().find("p-1002").orElseThrow(), patient);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/patients/p-1003/briefing", "/api/patients/p-1003/briefing"})
  void aBriefingSaysItWasComposedFromTheRecord(String path) throws Exception {
    Briefing briefing = Json.read(send("GET", path).body(), Briefing.class);
    assertEquals("record", briefing.source().kind());
    assertTrue(briefing.source().reason().contains("CLAUDE_API_KEY"), briefing.toString());
    assertEquals(TestPatients.TODAY, briefing.date());
    assertEquals(1, briefing.alerts().size());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/api",
        "/api/",
        "/api/api/patients",
        "/apipatients",
        "/patient",
        "/patients/",
        "/patients/p-9999",
        "/patients/p-9999/briefing",
        "/patients/p-1001/",
        "/patients/p-1001/briefings",
        "/patients/p-1001/briefing/x",
        "/patients/..%2fhealth",
        "/healthz"
      })
  void anythingElseIsNotFoundAsAJsonProblem(String path) throws Exception {
    HttpResponse<String> response = send("GET", path);
    assertEquals(404, response.statusCode());
    assertEquals("application/problem+json; charset=utf-8", header(response, "Content-Type"));
    assertEquals(404, Json.read(response.body(), JsonObject.class).get("status").getAsInt());
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "DELETE", "PATCH", "OPTIONS"})
  void otherMethodsAreRefused(String method) throws Exception {
    HttpResponse<String> response = send(method, "/patients");
    assertEquals(405, response.statusCode());
    assertEquals("GET, HEAD", header(response, "Allow"));
  }

  @ParameterizedTest
  @CsvSource({"/patients, 200", "/patients/p-9999, 404"})
  void headAnswersLikeGetWithoutABody(String path, int status) throws Exception {
    HttpResponse<String> head = send("HEAD", path);
    HttpResponse<String> get = send("GET", path);
    assertEquals(status, head.statusCode());
    assertEquals("", head.body());
    assertEquals(header(get, "Content-Length"), header(head, "Content-Length"));
    assertEquals(header(get, "Content-Type"), header(head, "Content-Type"));
  }

  @Test
  void recordsAreNeverCachedNorSniffed() throws Exception {
    HttpResponse<String> response = send("GET", "/patients/p-1001");
    assertEquals("no-store", header(response, "Cache-Control"));
    assertEquals("nosniff", header(response, "X-Content-Type-Options"));
  }

  @Test
  void requestsAreLoggedAsJsonAndHealthyProbesAreNot() throws Exception {
    send("GET", "/patients/p-1004");
    send("GET", "/health");
    String log = LOG.toString(StandardCharsets.UTF_8);
    JsonObject entry =
        log.lines()
            .map(line -> Json.read(line, JsonObject.class))
            .filter(line -> line.get("path").getAsString().equals("/patients/p-1004"))
            .findFirst()
            .orElseThrow();
    assertEquals("2026-11-23T10:00:00Z", entry.get("time").getAsString());
    assertEquals("INFO", entry.get("severity").getAsString());
    assertEquals(200, entry.get("status").getAsInt());
    assertFalse(log.contains("\"/health\""), log);
  }

  private static HttpResponse<String> send(String method, String path) throws Exception {
    URI address = URI.create("http://127.0.0.1:" + server.port() + path);
    return CLIENT.send(
        HttpRequest.newBuilder(address).method(method, HttpRequest.BodyPublishers.noBody()).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private static String header(HttpResponse<?> response, String name) {
    assertEquals(1, response.headers().allValues(name).size(), name + " once");
    return response.headers().firstValue(name).orElseThrow();
  }
}
