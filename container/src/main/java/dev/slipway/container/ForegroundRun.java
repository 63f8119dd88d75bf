package dev.slipway.container;

import dev.slipway.base.Json;
import dev.slipway.base.SlipwayException;
import dev.slipway.posix.DirectoryTree;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/** A process running in a container, watched by this process until it ends. */
public final class ForegroundRun {
  private static final System.Logger LOG = System.getLogger(ForegroundRun.class.getName());
  private static final int NOT_FOUND = 127;
  private static final int NOT_EXECUTABLE = 126;
  private static final int KILLED = 137;
  private static final int CHUNK = 32 << 10;

  private final Setting setting;
  private final ContainerSpec spec;
  private final MountStubs stubs;
  private final Process process;
  private final List<Thread> readers;
  private final ReentrantLock ending = new ReentrantLock();
  private boolean cancelled;
  private Optional<Exit> exit = Optional.empty();

  record Setting(OciRuntime runtime, Cgroups cgroups, String id, Path bundle) {
    Path log() {
      return bundle.resolve("runtime.log");
    }
  }

  private ForegroundRun(
      Setting setting,
      ContainerSpec spec,
      MountStubs stubs,
      Process process,
      OutputListener listener) {
    this.setting = setting;
    this.spec = spec;
    this.stubs = stubs;
    this.process = process;
    this.readers =
        List.of(
            reader(process.getInputStream(), OutputListener.Stream.STDOUT, listener),
            reader(process.getErrorStream(), OutputListener.Stream.STDERR, listener));
  }

  static ForegroundRun start(Setting setting, ContainerSpec spec, OutputListener listener) {
    var config = new RuntimeConfig(setting.cgroups());
    try {
      Files.createDirectory(setting.bundle());
      Files.write(setting.bundle().resolve("config.json"), config.of(spec, TerminalMode.PIPES));
      MountStubs stubs = MountStubs.make(spec.root(), config.mounts(spec));
      return new ForegroundRun(setting, spec, stubs, launch(setting, spec), listener);
    } catch (IOException e) {
      throw new SlipwayException(
          "could not start " + spec.arguments().getFirst() + ": " + e.getMessage(), e);
    }
  }

  private static Process launch(Setting setting, ContainerSpec spec) throws IOException {
    var arguments =
        setting
            .runtime()
            .arguments(
                "--log",
                setting.log().toString(),
                "--log-format",
                "json",
                "run",
                "--bundle",
                setting.bundle().toString());
    if (spec.limits().memoryBytes().isPresent()) {
      // Its control group must outlive it for a look at why it ended.
      arguments.add("--keep");
    }
    arguments.add(setting.id());
    var builder = new ProcessBuilder(arguments);
    builder.environment().keySet().retainAll(List.of("PATH", "TMPDIR"));
    builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
    return builder.start();
  }

  /**
   * Waits for the end and cleans up.
   *
   * @throws InterruptedException after having ended the process and cleaned up
   */
  public Exit await() throws InterruptedException {
    try {
      process.waitFor();
      for (Thread reader : readers) {
        reader.join();
      }
    } catch (InterruptedException e) {
      cancel();
      finish();
      throw e;
    }
    return finish();
  }

  /** Ends the process and all its children at once; {@link #await} then returns code 137. */
  public void cancel() {
    ending.lock();
    try {
      if (exit.isPresent()) {
        return;
      }
      cancelled = true;
      // First the runtime, so that it cannot start what is then looked for and ended.
      process.destroyForcibly();
      setting.runtime().delete(setting.id());
    } finally {
      ending.unlock();
    }
  }

  private Exit finish() {
    ending.lock();
    try {
      if (exit.isEmpty()) {
        Exit result = cancelled ? new Exit(KILLED, Exit.Cause.ENDED) : outcome();
        exit = Optional.of(result);
        cleanUp();
      }
      return exit.get();
    } finally {
      ending.unlock();
    }
  }

  private Exit outcome() {
    int code = process.exitValue();
    Optional<String> refusal = code == 0 ? Optional.empty() : refusal();
    if (refusal.isPresent()) {
      String reason = refusal.get().toLowerCase(Locale.ROOT);
      boolean missing =
          reason.contains("executable file not found") || reason.contains("no such file");
      return new Exit(missing ? NOT_FOUND : NOT_EXECUTABLE, Exit.Cause.NOT_STARTED);
    }
    boolean limited = spec.limits().memoryBytes().isPresent();
    boolean starved = limited && setting.cgroups().outOfMemoryKills(spec.cgroup()) > 0;
    return new Exit(code, starved ? Exit.Cause.OUT_OF_MEMORY : Exit.Cause.ENDED);
  }

  /** The runtime's reason for not having started anything; it is on the error stream, too. */
  private Optional<String> refusal() {
    if (!Files.exists(setting.log())) {
      return Optional.empty();
    }
    try {
      for (String line : Files.readAllLines(setting.log())) {
        var entry = Json.parse(line.getBytes(StandardCharsets.UTF_8), "runc log");
        if (entry.path("level").asString("").equals("error")) {
          return Optional.of(entry.path("msg").asString(""));
        }
      }
      return Optional.empty();
    } catch (IOException e) {
      throw new SlipwayException("could not read " + setting.log() + ": " + e.getMessage(), e);
    }
  }

  private void cleanUp() {
    if (spec.limits().memoryBytes().isPresent() && !cancelled) {
      setting.runtime().delete(setting.id());
    }
    try {
      stubs.remove();
      DirectoryTree.delete(setting.bundle());
    } catch (IOException e) {
      throw new SlipwayException(
          "could not clean up after " + spec.arguments().getFirst() + ": " + e.getMessage(), e);
    }
  }

  private static Thread reader(
      InputStream stream, OutputListener.Stream kind, OutputListener listener) {
    return Thread.ofVirtual()
        .name("output")
        .start(() -> {
          byte[] buffer = new byte[CHUNK];
          try (stream) {
            for (int n = stream.read(buffer); n >= 0; n = stream.read(buffer)) {
              listener.output(kind, Arrays.copyOf(buffer, n));
            }
          } catch (IOException e) {
            // Cancelling closes the stream under the reader; nothing is lost that counts then.
            LOG.log(System.Logger.Level.DEBUG, "output ended early: {0}", e.getMessage());
          }
        });
  }
}
