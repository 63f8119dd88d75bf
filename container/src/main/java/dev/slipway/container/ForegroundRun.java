package dev.slipway.container;

import dev.slipway.base.SlipwayException;
import dev.slipway.posix.DirectoryTree;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/** A process running in a container, watched by this process until it ends. */
public final class ForegroundRun {
  private static final int KILLED = 137;

  private final Setting setting;
  private final ContainerSpec spec;
  private final MountStubs stubs;
  private final Process process;
  private final List<Thread> readers;
  private final ReentrantLock ending = new ReentrantLock();
  private boolean cancelled;
  private Optional<Exit> exit = Optional.empty();

  /** What the process reads. */
  enum Input {
    EMPTY,
    FED
  }

  record Setting(OciRuntime runtime, Cgroups cgroups, String id, Path bundle, Input input) {
    RuntimeLog log() {
      return new RuntimeLog(bundle.resolve("runtime.log"));
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
            OutputReader.start(process.getInputStream(), OutputListener.Stream.STDOUT, listener),
            OutputReader.start(process.getErrorStream(), OutputListener.Stream.STDERR, listener));
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
    String bundle = setting.bundle().toString();
    var arguments = setting.runtime().arguments(setting.log().and("run", "--bundle", bundle));
    if (spec.limits().memoryBytes().isPresent()) {
      // Its control group must outlive it for a look at why it ended.
      arguments.add("--keep");
    }
    arguments.add(setting.id());
    var builder = new ProcessBuilder(arguments);
    builder.environment().keySet().retainAll(List.of("PATH", "TMPDIR"));
    if (setting.input() == Input.EMPTY) {
      builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
    }
    return builder.start();
  }

  /** What the process reads, when it was started to be fed; closing it ends its input. */
  public OutputStream input() {
    return process.getOutputStream();
  }

  /**
   * Waits for the end and cleans up.
   *
   * @throws InterruptedException after having ended the process and cleaned up
   */
  public Exit await() throws InterruptedException {
    try {
      awaitOutput();
    } catch (InterruptedException e) {
      cancel();
      awaitOutput();
      finish();
      throw e;
    }
    return finish();
  }

  private void awaitOutput() throws InterruptedException {
    process.waitFor();
    for (Thread reader : readers) {
      reader.join();
    }
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
    Optional<Exit> refusal = code == 0 ? Optional.empty() : setting.log().refusal();
    if (refusal.isPresent()) {
      return refusal.get();
    }
    boolean limited = spec.limits().memoryBytes().isPresent();
    boolean starved = limited && setting.cgroups().outOfMemoryKills(spec.cgroup()) > 0;
    return new Exit(code, starved ? Exit.Cause.OUT_OF_MEMORY : Exit.Cause.ENDED);
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
}
