package com.example.doctor;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.util.List;
import java.util.Map;

/**
 * Starts the service, asks it everything once and ends: the image build runs it so that the JVM can
 * write down which classes a start needs (its ahead-of-time cache).
 */
final class Rehearsal {
  private static final List<String> PATHS =
      List.of("/health", "/api/patients", "/api/patients/p-1001", "/api/patients/p-1001/briefing");

  private Rehearsal() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    Clock clock = Clock.systemUTC();
    Settings settings = Settings.from(Map.of("PORT", "0"));
    Server server =
        Server.start(settings, PatientRecords.bundled(), clock, new Log(System.out, clock));
    try (HttpClient client = HttpClient.newHttpClient()) {
      for (String path : PATHS) {
        URI address = URI.create("http://127.0.0.1:" + server.port() + path);
        int status =
            client
                .send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString())
                .statusCode();
        if (status != 200) {
          throw new IllegalStateException(path + " answered " + status);
        }
      }
    } finally {
      server.stop(settings.shutdown());
    }
  }
}
