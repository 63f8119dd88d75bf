package dev.slipway.runner.job;

import dev.slipway.base.Command;
import dev.slipway.base.SlipwayException;
import dev.slipway.container.Cgroups;
import dev.slipway.container.Exit;
import dev.slipway.container.OutputListener;
import dev.slipway.posix.PosixException;
import dev.slipway.posix.ProcessIdentity;
import dev.slipway.posix.Signals;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The first process of a job on this machine itself. Nothing confines it but its control group, in
 * which all that it starts is found again, whatever that has detached itself from.
 */
final class HostProcess implements FirstProcess {
  private static final Duration BETWEEN_KILLS = Duration.ofMillis(10);
  private static final int BUFFER = 64 << 10;

  private final Cgroups cgroups;
  private final String cgroup;
  private final Process process;
  private final Thread reader;

  private HostProcess(Cgroups cgroups, String cgroup, Process process, OutputListener listener) {
    this.cgroups = cgroups;
    this.cgroup = cgroup;
    this.process = process;
    this.reader =
        Thread.ofVirtual()
            .name("output of " + cgroup)
            .start(() -> read(process.getInputStream(), listener));
    // Orders write to the other one; what the loop itself complains of is of no use to a job.
    Thread.ofVirtual()
        .name("complaints of " + cgroup)
        .start(() -> read(process.getErrorStream(), (stream, bytes) -> {}));
  }

  /**
   * Starts it in a control group that has been made.
   *
   * @param orders the directory that orders come in
   */
  static HostProcess start(Cgroups cgroups, String cgroup, Path orders, OrderServer server)
      throws IOException {
    // Nothing of this process's environment is a job's business, and no terminal of it.
    var words = new ArrayList<>(List.of("/usr/bin/env", "-i"));
    words.add("PATH=" + String.join(":", JobLayout.SYSTEM_PATH));
    words.add("setsid");
    words.addAll(server.command(orders));
    Process process = Command.of(words).withDirectory(Path.of("/")).start();
    try {
      // It waits for its first line, so nothing of it can have been started outside of the group.
      cgroups.join(cgroup, process.pid());
      return new HostProcess(cgroups, cgroup, process, server);
    } catch (RuntimeException e) {
      process.destroyForcibly();
      throw e;
    }
  }

  private static void read(InputStream output, OutputListener listener) {
    byte[] buffer = new byte[BUFFER];
    try {
      for (int n = output.read(buffer); n > 0; n = output.read(buffer)) {
        listener.output(OutputListener.Stream.STDOUT, Arrays.copyOf(buffer, n));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public OutputStream input() {
    return process.getOutputStream();
  }

  @Override
  public Exit await() throws InterruptedException {
    int code = process.waitFor();
    boolean starved = cgroups.outOfMemoryKills(cgroup) > 0;
    // Whoever is left would hold the output open.
    end(cgroups, cgroup);
    reader.join();
    return new Exit(code, starved ? Exit.Cause.OUT_OF_MEMORY : Exit.Cause.ENDED);
  }

  @Override
  public void cancel() {
    end(cgroups, cgroup);
  }

  /** Ends every process of a control group; returns when there is none. */
  static void end(Cgroups cgroups, String cgroup) {
    boolean interrupted = false;
    for (List<ProcessIdentity> left = alive(cgroups, cgroup);
        !left.isEmpty();
        left = alive(cgroups, cgroup)) {
      // All are held before the first one ends: none starts another while they go.
      signal(left, Signals.STOP);
      signal(left, Signals.KILL);
      interrupted |= Thread.interrupted();
      try {
        Thread.sleep(BETWEEN_KILLS);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static List<ProcessIdentity> alive(Cgroups cgroups, String cgroup) {
    return cgroups.processes(cgroup).stream()
        .map(ProcessIdentity::of)
        .flatMap(Optional::stream)
        .toList();
  }

  private static void signal(List<ProcessIdentity> processes, int signal) {
    for (ProcessIdentity process : processes) {
      try {
        process.signal(signal);
      } catch (PosixException e) {
        throw new SlipwayException("could not end a job's process: " + e.getMessage(), e);
      }
    }
  }
}
