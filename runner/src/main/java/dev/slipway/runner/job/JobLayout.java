package dev.slipway.runner.job;

import java.nio.file.Path;
import java.util.List;

/**
 * Where things are in a job, as the job sees them; laid out as on GitHub's own runners.
 *
 * @param home {@code HOME}
 * @param work what holds workspace and temporary files
 * @param toolCache {@code RUNNER_TOOL_CACHE}
 */
public record JobLayout(Path home, Path work, Path toolCache) {
  /** On the machine's own programs. */
  public static final JobLayout MACHINE =
      new JobLayout(
          Path.of("/home/runner"), Path.of("/home/runner/work"), Path.of("/opt/hostedtoolcache"));

  /** In an image. */
  public static final JobLayout IMAGE =
      new JobLayout(Path.of("/github/home"), Path.of("/__w"), Path.of("/__t"));

  /** A name for 127.0.0.1 in every job, of a kind that GitHub's own clients take for GitHub. */
  public static final String SERVER_NAME = "slipway.ghe.localhost";

  /** Where the host's Pythons are that are not the system's. */
  static final Path PYTHONS = Path.of("/opt/python");

  static final Path SLIPWAY = Path.of("/opt/slipway");

  /** The jars of the programs that Slipway brings. */
  public static final Path LIBRARY = SLIPWAY.resolve("lib");

  /** What Java needs of the machine's libraries, for images that have others or none. */
  static final Path NATIVE = SLIPWAY.resolve("native");

  static final Path ORDERS = SLIPWAY.resolve("orders");

  /** Programs that come first on the PATH. */
  public static final Path PROGRAMS = SLIPWAY.resolve("bin");

  /** The PATH without {@link #PROGRAMS} and what steps add, where nothing else says one. */
  public static final List<String> SYSTEM_PATH =
      List.of("/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin");

  /** {@code GITHUB_WORKSPACE} of a repository {@code OWNER/NAME}. */
  public Path workspace(String repository) {
    String name = repository.substring(repository.lastIndexOf('/') + 1);
    return work.resolve(name).resolve(name);
  }

  /** {@code RUNNER_TEMP}. */
  public Path temporary() {
    return work.resolve("_temp");
  }

  /** The files through which a step tells of variables, outputs and the like. */
  public static Path commandFiles(Path temporary) {
    return temporary.resolve("_runner_file_commands");
  }
}
