package dev.slipway.cli;

import dev.slipway.base.Command;
import dev.slipway.base.SlipwayException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Starts the process of an instance and waits until it is ready. */
final class DaemonProcess {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int LAST_LINES = 15;
  private static final String LOG_FORMAT = "%1$tFT%1$tT.%1$tL%1$tz %4$-7s %3$s: %5$s%6$s%n";

  private final InstanceDirectory instance;

  DaemonProcess(InstanceDirectory instance) {
    this.instance = instance;
  }

  /** Starts the process; returns when it is ready. */
  void start(List<String> options) {
    requireRoot();
    Path log = instance.log();
    try {
      Files.createDirectories(log.getParent());
      long before = Files.exists(log) ? Files.size(log) : 0;
      var process =
          new ProcessBuilder(command(options))
              .redirectInput(Path.of("/dev/null").toFile())
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
              .redirectErrorStream(true)
              .start();
      awaitReady(process, log, before);
    } catch (IOException e) {
      throw new SlipwayException("could not start Slipway: " + e.getMessage(), e);
    }
  }

  /** Removes containers, networks and mounts that a process that is gone left behind. */
  void clean() {
    requireRoot();
    var command = command(List.of("--clean"));
    Command.of(command).withLimit(PATIENCE).run().orThrow("clean up " + instance.path());
  }

  private List<String> command(List<String> options) {
    Path home = Path.of(System.getProperty("slipway.home", "."));
    var command = new ArrayList<String>();
    // A mount namespace of its own: whatever the process mounts goes away with it.
    command.addAll(List.of("setsid", "unshare", "--mount", "--propagation", "slave"));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-XX:+UseSerialGC",
            "-Xms48m",
            "-Xmx768m",
            "-Xss512k",
            "--enable-native-access=ALL-UNNAMED",
            "-Djava.util.logging.SimpleFormatter.format=" + LOG_FORMAT,
            "-Dslipway.home=" + home,
            "-cp",
            Path.of(System.getProperty("slipway.dist", ".")).resolve("daemon") + "/*",
            "dev.slipway.daemon.Main",
            "--data",
            instance.path().toString()));
    if (instance.isDefault()) {
      command.add("--default");
    }
    command.addAll(options);
    return command;
  }

  private void awaitReady(Process process, Path log, long before) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    try {
      while (System.nanoTime() < end) {
        if (instance.ready().isPresent()) {
          return;
        }
        if (process.waitFor(10, TimeUnit.MILLISECONDS)) {
          throw new SlipwayException("Slipway did not start:\n" + lastLines(log, before));
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SlipwayException("interrupted while Slipway was starting", e);
    }
    throw new SlipwayException(
        "Slipway was not ready within "
            + PATIENCE.toSeconds()
            + " s; its log ends:\n"
            + lastLines(log, before));
  }

  /** The end of what the log says since {@code from}, without the program's own stack traces. */
  private static String lastLines(Path log, long from) {
    try (var in = Files.newInputStream(log)) {
      in.skipNBytes(from);
      List<String> lines =
          new String(in.readAllBytes(), StandardCharsets.UTF_8)
              .lines()
              .filter(l -> !l.startsWith("\tat ") && !l.isBlank())
              .toList();
      return String.join("\n", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()));
    } catch (IOException e) {
      return "(its log " + log + " cannot be read: " + e + ")";
    }
  }

  private static void requireRoot() {
    if (Optional.ofNullable(System.getProperty("user.name")).filter("root"::equals).isEmpty()) {
      throw new SlipwayException(
          "Slipway runs containers and needs root on this machine; run the command with sudo");
    }
  }
}
