package dev.slipway.container;

import dev.slipway.base.SlipwayException;
import dev.slipway.posix.DirectoryTree;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/**
 * Starts processes that this process waits for: build steps, jobs. They do not outlive it by
 * design: what a killed predecessor left behind is ended when the next one opens the directory.
 */
public final class ForegroundRuns {
  private final OciRuntime runtime;
  private final Cgroups cgroups;
  private final Path bundles;

  private ForegroundRuns(OciRuntime runtime, Cgroups cgroups, Path bundles) {
    this.runtime = runtime;
    this.cgroups = cgroups;
    this.bundles = bundles;
  }

  /**
   * Opens the directory for runs and ends those of a predecessor.
   *
   * @param directory used by nobody else at this time
   */
  public static ForegroundRuns open(Path directory, Cgroups cgroups) {
    OciRuntime runtime = OciRuntime.find(directory.resolve("state"));
    try {
      Path bundles = Files.createDirectories(directory.toRealPath().resolve("bundles"));
      for (String id : runtime.ids()) {
        runtime.delete(id);
      }
      try (DirectoryStream<Path> leftovers = Files.newDirectoryStream(bundles)) {
        for (Path leftover : leftovers) {
          DirectoryTree.delete(leftover);
        }
      }
      return new ForegroundRuns(runtime, cgroups, bundles);
    } catch (IOException e) {
      throw new SlipwayException("could not prepare " + directory + ": " + e.getMessage(), e);
    }
  }

  /**
   * Starts a process in a container of its own. It reads an empty input.
   *
   * @param listener hears its output until {@link ForegroundRun#await} returns
   * @throws SlipwayException when the runtime cannot be started
   */
  public ForegroundRun start(ContainerSpec spec, OutputListener listener) {
    return ForegroundRun.start(setting(ForegroundRun.Input.EMPTY), spec, listener);
  }

  /** As {@link #start}, but the process reads what is written to {@link ForegroundRun#input}. */
  public ForegroundRun startFed(ContainerSpec spec, OutputListener listener) {
    return ForegroundRun.start(setting(ForegroundRun.Input.FED), spec, listener);
  }

  private ForegroundRun.Setting setting(ForegroundRun.Input input) {
    String id = "run-" + UUID.randomUUID();
    return new ForegroundRun.Setting(runtime, cgroups, id, bundles.resolve(id), input);
  }
}
