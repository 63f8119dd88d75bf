package dev.slipway.runner.job;

import java.nio.file.Path;
import java.util.List;

/** Where things are in a job, as the job sees them; laid out as on GitHub's own runners. */
public final class JobLayout {
  public static final Path HOME = Path.of("/home/runner");
  public static final Path WORK = HOME.resolve("work");
  public static final Path TEMPORARY = WORK.resolve("_temp");
  public static final Path TOOL_CACHE = Path.of("/opt/hostedtoolcache");

  /** The files through which a step tells of variables, outputs and the like. */
  public static final Path COMMAND_FILES = TEMPORARY.resolve("_runner_file_commands");

  static final Path SLIPWAY = Path.of("/opt/slipway");

  /** The jars of the programs that Slipway brings. */
  public static final Path LIBRARY = SLIPWAY.resolve("lib");

  static final Path ORDERS = SLIPWAY.resolve("orders");

  /** Programs that come first on the PATH. */
  public static final Path PROGRAMS = SLIPWAY.resolve("bin");

  /** The PATH without {@link #PROGRAMS} and what steps add. */
  public static final List<String> SYSTEM_PATH =
      List.of("/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin");

  private JobLayout() {}

  /** {@code GITHUB_WORKSPACE} of a repository {@code OWNER/NAME}. */
  public static Path workspace(String repository) {
    String name = repository.substring(repository.lastIndexOf('/') + 1);
    return WORK.resolve(name).resolve(name);
  }
}
