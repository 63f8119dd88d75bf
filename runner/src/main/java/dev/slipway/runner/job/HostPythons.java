package dev.slipway.runner.job;

import dev.slipway.base.SlipwayException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Pythons of the host beside the system's own: those that pyenv keeps. GitHub's runners have
 * several too; without them {@code uv python install} would have to download one (S35). Packages
 * and programs that somebody installed into one are not part of it.
 *
 * @param prefixes the directory of each by its program, as in {@code python3.12}; of several
 *     patches the newest
 */
record HostPythons(Map<String, Path> prefixes) {
  /** Older ones nobody supports any more; each costs every job a mount. */
  private static final int OLDEST_MINOR = 10;

  private static final Pattern RELEASE = Pattern.compile("3\\.(\\d+)\\.\\d+");
  private static final Pattern OWN_PROGRAM = Pattern.compile("python(\\d+(\\.\\d+)?)?(-config)?");
  private static final Pattern LIBRARY = Pattern.compile("libpython3\\.\\d+\\.so\\.[\\d.]+");
  private static final Comparator<String> BY_NUMBER =
      Comparator.comparing(
          version -> Arrays.stream(version.split("\\.")).mapToInt(Integer::parseInt).toArray(),
          Arrays::compare);

  HostPythons {
    prefixes = Map.copyOf(prefixes);
  }

  /** Those of the user whom this process runs as. */
  static HostPythons ofThisUser() {
    String root = System.getenv("PYENV_ROOT");
    return in(
        root == null || root.isEmpty()
            ? Path.of(System.getProperty("user.home"), ".pyenv/versions")
            : Path.of(root, "versions"));
  }

  /** Those in a directory, which need not exist. */
  static HostPythons in(Path versions) {
    var prefixes = new TreeMap<String, Path>();
    if (!Files.isDirectory(versions)) {
      return new HostPythons(prefixes);
    }
    try (Stream<Path> all = Files.list(versions)) {
      all.map(path -> String.valueOf(path.getFileName()))
          .filter(HostPythons::isSupported)
          .sorted(BY_NUMBER)
          .forEach(name -> {
            String program = "python" + name.substring(0, name.lastIndexOf('.'));
            if (Files.isExecutable(versions.resolve(name).resolve("bin").resolve(program))) {
              prefixes.put(program, versions.resolve(name));
            }
          });
      return new HostPythons(prefixes);
    } catch (IOException e) {
      throw new SlipwayException("could not read " + versions + ": " + e.getMessage(), e);
    }
  }

  private static boolean isSupported(String name) {
    var release = RELEASE.matcher(name);
    return release.matches() && Integer.parseInt(release.group(1)) >= OLDEST_MINOR;
  }

  /** What of a prefix is not Python's own, relative to it. */
  static List<Path> installed(String program, Path prefix) throws IOException {
    var installed = new ArrayList<Path>();
    Path packages = Path.of("lib", program, "site-packages");
    if (Files.exists(prefix.resolve(packages))) {
      installed.add(packages);
    }
    try (Stream<Path> programs = Files.list(prefix.resolve("bin"))) {
      programs
          .map(path -> String.valueOf(path.getFileName()))
          .filter(name -> !OWN_PROGRAM.matcher(name).matches())
          .sorted()
          .forEach(name -> installed.add(Path.of("bin", name)));
    }
    return installed;
  }

  /** The names of the libraries that a prefix has for its program; none when it needs none. */
  static List<String> libraries(Path prefix) throws IOException {
    try (Stream<Path> all = Files.list(prefix.resolve("lib"))) {
      return all.map(path -> String.valueOf(path.getFileName()))
          .filter(name -> LIBRARY.matcher(name).matches())
          .sorted()
          .toList();
    }
  }
}
