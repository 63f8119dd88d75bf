package com.example.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What clients see while the service leaves. */
final class GracefulStopTest {
  private static final Settings.Shutdown PATIENT =
      new Settings.Shutdown(Duration.ZERO, Duration.ofSeconds(30));

  private final HttpClient client = HttpClient.newHttpClient();
  private final ByteArrayOutputStream log = new ByteArrayOutputStream();

  @Test
  void aRequestInFlightIsAnsweredAndLaterOnesAreToldToGoElsewhere() throws Exception {
    try (ModelEndpoint model = ModelEndpoint.answeringWhenReleased("{\"content\":[]}")) {
      Server server = start(model.environment(30_000));
      CompletableFuture<HttpResponse<String>> slow =
          client.sendAsync(
              get(server, "/patients/p-1001/briefing"), HttpResponse.BodyHandlers.ofString());
      model.asked.await();
      CompletableFuture<Void> stopped = CompletableFuture.runAsync(() -> server.stop(PATIENT));
      HttpResponse<String> health = untilUnhealthy(server);

      assertEquals("close", health.headers().firstValue("Connection").orElseThrow());
      assertTrue(health.body().contains("stopping"), health.body());
      assertFalse(slow.isDone());
      assertFalse(stopped.isDone());

      model.release();
      assertEquals(200, slow.join().statusCode());
      stopped.join();
      assertThrows(IOException.class, () -> send(server, "/health"));
    }
  }

  @Test
  void anIdleServiceStopsAtOnce() throws Exception {
    Server server = start(Map.of("PORT", "0"));
    send(server, "/health");
    long begun = System.nanoTime();
    server.stop(PATIENT);
    assertTrue(Duration.ofNanos(System.nanoTime() - begun).toSeconds() < 5);
  }

  @Test
  void patienceEndsWithTheGracePeriodAndIsLogged() throws Exception {
    try (ModelEndpoint model = ModelEndpoint.answeringWhenReleased("{}")) {
      Server server = start(model.environment(30_000));
      CompletableFuture<HttpResponse<String>> slow =
          client.sendAsync(
              get(server, "/patients/p-1001/briefing"), HttpResponse.BodyHandlers.ofString());
      model.asked.await();
      server.stop(new Settings.Shutdown(Duration.ZERO, Duration.ofMillis(100)));
      assertThrows(Exception.class, slow::join);
      assertTrue(log.toString(StandardCharsets.UTF_8).contains("requests stay unanswered"));
    }
  }

  private HttpResponse<String> untilUnhealthy(Server server) throws Exception {
    HttpResponse<String> health = send(server, "/health");
    while (health.statusCode() == 200) {
      Thread.onSpinWait();
      health = send(server, "/health");
    }
    assertEquals(503, health.statusCode());
    return health;
  }

  private Server start(Map<String, String> environment) throws IOException {
    return Server.start(
        Settings.from(environment),
        PatientRecords.bundled(),
        TestPatients.CLOCK,
        new Log(new PrintStream(log, true, StandardCharsets.UTF_8), TestPatients.CLOCK));
  }

  private HttpResponse<String> send(Server server, String path) throws Exception {
    return client.send(get(server, path), HttpResponse.BodyHandlers.ofString());
  }

  private static HttpRequest get(Server server, String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path)).build();
  }
}
