package com.example.doctor;

import java.io.IOException;
import java.time.Clock;

/** Starts the service and stops it on SIGTERM. */
public final class Main {
  private Main() {}

  /**
   * Runs until the process is told to end.
   *
   * @param args none are read; the environment decides (see the README)
   */
  public static void main(String[] args) {
    Clock clock = Clock.systemUTC();
    Log log = new Log(System.out, clock);
    try {
      Settings settings = Settings.from(System.getenv());
      Server server = Server.start(settings, PatientRecords.bundled(), clock, log);
      Runtime.getRuntime()
          .addShutdownHook(new Thread(() -> server.stop(settings.shutdown()), "graceful-stop"));
      log.info(
          "listening",
          "port",
          server.port(),
          "version",
          settings.build().version(),
          "commit",
          settings.build().commit(),
          "languageModel",
          settings.model().map(LanguageModel.Settings::model).orElse("none"));
    } catch (Settings.InvalidException | IllegalStateException | IOException e) {
      log.error("cannot start: " + e.getMessage(), e);
      System.exit(1);
    }
  }
}
