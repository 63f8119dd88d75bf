package dev.slipway.client;

import dev.slipway.base.Command;
import dev.slipway.base.Json;
import dev.slipway.base.SlipwayException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** Starts the process of an instance and waits until it is ready. */
public final class DaemonProcess {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final Duration END = Duration.ofMinutes(2);
  private static final Duration REHEARSAL = Duration.ofMinutes(2);
  private static final Duration LOOK = Duration.ofMillis(10);
  private static final String CACHE = "daemon.aot";
  private static final int LAST_LINES = 15;

  /** How the process begins its last words. */
  private static final String MESSAGE = "slipway: ";

  /**
   * Compilers compete with the start for the processor: by the standard thresholds they take half
   * of it, for code that is done with when they have finished.
   */
  private static final String COMPILE_LATER = "-XX:CompileThresholdScaling=10";

  private static final String LOG_FORMAT = "%1$tFT%1$tT.%1$tL%1$tz %4$-7s %3$s: %5$s%6$s%n";

  private final InstanceDirectory instance;

  public DaemonProcess(InstanceDirectory instance) {
    this.instance = instance;
  }

  /**
   * Starts the process; returns when it is ready.
   *
   * @return its status, as its API gives it
   */
  public JsonNode start(List<String> options) {
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
      return awaitReady(process, log, before).path("status");
    } catch (IOException e) {
      throw new SlipwayException("could not start Slipway: " + e.getMessage(), e);
    }
  }

  /** What becomes of the containers when the process ends. */
  public enum Containers {
    /** They run on, for the next process to adopt. */
    KEEP,
    REMOVE
  }

  /** Asks the running process to end and waits until it has. */
  public void stop(Containers containers) {
    var ready =
        instance
            .ready()
            .orElseThrow(
                () -> new SlipwayException("Slipway is not running on " + instance.path()));
    var process = RunningProcess.of(ready);
    var body =
        Json.MAPPER
            .createObjectNode()
            .put("containers", containers == Containers.KEEP ? "keep" : "remove");
    ApiClient.of(instance).post("/api/v1/shutdown", body);
    awaitEnd(process);
  }

  private static void awaitEnd(RunningProcess process) {
    long end = System.nanoTime() + END.toNanos();
    try {
      while (process.isAlive()) {
        if (System.nanoTime() > end) {
          throw new SlipwayException(
              "process " + process.pid() + " is still ending after " + END.toSeconds() + " s");
        }
        Thread.sleep(LOOK);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SlipwayException("interrupted while Slipway was ending", e);
    }
  }

  /** Removes containers, networks and mounts that a process that is gone left behind. */
  public void clean() {
    requireRoot();
    var command = command(List.of("--clean"));
    Command.of(command).withLimit(PATIENCE).run().orThrow("clean up " + instance.path());
  }

  /**
   * Removes what an instance has left on this machine whose directory is gone.
   *
   * @param token the eight digits in the names of what it left
   */
  public void cleanRemnants(String token) {
    requireRoot();
    var command = command(List.of("--remnants", token));
    Command.of(command).withLimit(PATIENCE).run().orThrow("clean up after instance " + token);
  }

  private List<String> command(List<String> options) {
    var words = new ArrayList<String>();
    Path cache = dist().resolve(CACHE);
    if (Files.exists(cache)) {
      words.add("-XX:AOTCache=" + cache);
    }
    var all = command(words, instance.path());
    if (instance.isDefault()) {
      all.add("--default");
    }
    all.addAll(options);
    return all;
  }

  private static List<String> command(List<String> javaOptions, Path data) {
    Path home = Path.of(System.getProperty("slipway.home", "."));
    var command = new ArrayList<String>();
    // A mount namespace of its own: whatever the process mounts goes away with it, and mounts of
    // this machine reach it.
    command.addAll(List.of("setsid", "unshare", "--mount", "--propagation", "slave"));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-XX:+UseSerialGC",
            "-Xms48m",
            "-Xmx512m",
            "-Xss512k",
            COMPILE_LATER,
            // A note for those who work on Java itself, at every start.
            "-Xlog:aot*=error",
            "--enable-native-access=ALL-UNNAMED",
            "-Djava.util.logging.SimpleFormatter.format=" + LOG_FORMAT,
            "-Dslipway.home=" + home,
            // Jobs get the command line's jars of the same build.
            "-Dslipway.dist=" + dist()));
    command.addAll(javaOptions);
    command.addAll(List.of("-cp", classPath(), "dev.slipway.daemon.Main", "--data"));
    command.add(data.toString());
    return command;
  }

  private static Path dist() {
    return Path.of(System.getProperty("slipway.dist", "."));
  }

  /** Every jar by name, sorted: the cache is good for exactly this class path. */
  private static String classPath() {
    try (Stream<Path> jars = Files.list(dist().resolve("daemon"))) {
      return jars.filter(j -> j.toString().endsWith(".jar"))
          .sorted()
          .map(Path::toString)
          .collect(Collectors.joining(":"));
    } catch (IOException e) {
      throw new SlipwayException("there is no build in " + dist() + "; run ./slipway", e);
    }
  }

  /**
   * Starts and ends a process on a directory of its own, once per build, while Java records what it
   * loads: with that record every start takes a fraction of the time. The jars of a build never
   * change, so the record cannot be for others.
   *
   * @return what went wrong; the process starts without the record then
   */
  public Optional<String> rehearse() {
    Path cache = dist().resolve(CACHE);
    if (Files.exists(cache)) {
      return Optional.empty();
    }
    requireRoot();
    Path unfinished = dist().resolve(CACHE + ".new");
    Path stage = dist().resolve("rehearsal");
    var command = command(List.of("-XX:AOTCacheOutput=" + unfinished), stage);
    command.add("--rehearse");
    try {
      var result = Command.of(command).withLimit(REHEARSAL).run();
      if (!result.succeeded() || !Files.exists(unfinished)) {
        return Optional.of(result.stderr() + result.stdout());
      }
      Files.move(unfinished, cache);
      return Optional.empty();
    } catch (IOException | SlipwayException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  private JsonNode awaitReady(Process process, Path log, long before) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    try {
      while (System.nanoTime() < end) {
        Optional<JsonNode> ready = instance.ready();
        if (ready.isPresent()) {
          return ready.get();
        }
        if (process.waitFor(LOOK)) {
          throw new SlipwayException("Slipway did not start: " + lastLines(log, before));
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

  /**
   * What the log says since {@code from}: the message the process ended with, or else the end of
   * it, without the program's own stack traces.
   */
  private static String lastLines(Path log, long from) {
    try (var in = Files.newInputStream(log)) {
      in.skipNBytes(from);
      List<String> lines =
          new String(in.readAllBytes(), StandardCharsets.UTF_8)
              .lines()
              .filter(l -> !l.startsWith("\tat ") && !l.isBlank())
              .toList();
      List<String> message = lines.stream().dropWhile(l -> !l.startsWith(MESSAGE)).toList();
      if (!message.isEmpty()) {
        return String.join("\n", message).substring(MESSAGE.length());
      }
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
