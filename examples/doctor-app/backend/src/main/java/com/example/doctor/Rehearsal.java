package com.example.doctor;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Map;

/**
 * Starts the service, asks it everything once and ends: the image build runs it to learn which
 * classes a start loads, and archives those for a quick start.
 *
 * <p>It asks through a plain socket, one request after the other: the classes loaded must be the
 * same in every run, or equal sources would give different images.
 */
final class Rehearsal {
  private static final List<String> PATHS =
      List.of("/health", "/api/patients", "/api/patients/p-1001", "/api/patients/p-1001/briefing");

  private Rehearsal() {}

  public static void main(String[] args) throws IOException {
    Clock clock = Clock.systemUTC();
    Settings settings = Settings.from(Map.of("PORT", "0"));
    Server server =
        Server.start(settings, PatientRecords.bundled(), clock, new Log(System.out, clock));
    try {
      for (String path : PATHS) {
        String answer = get(server.port(), path);
        if (!answer.startsWith("HTTP/1.1 200 ")) {
          throw new IllegalStateException(path + " answered " + answer);
        }
      }
    } finally {
      server.stop(settings.shutdown());
    }
  }

  private static String get(int port, String path) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      String request = "GET " + path + " HTTP/1.1\r\nHost: rehearsal\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
