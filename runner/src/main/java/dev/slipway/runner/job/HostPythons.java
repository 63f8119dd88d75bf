package dev.slipway.runner.job;

import dev.slipway.base.SlipwayException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Pythons of the host beside the system's own: those that pyenv keeps. GitHub's runners have
 * several too; without them {@code uv python install} would have to download one (S35).
 *
 * @param versions the directory that has one directory for each
 * @param programs by name, as in {@code python3.12}; of several patches the newest
 */
record HostPythons(Path versions, Map<String, Path> programs) {
  private static final Pattern RELEASE = Pattern.compile("\\d+\\.\\d+\\.\\d+");
  private static final Comparator<String> BY_NUMBER =
      Comparator.comparing(
          version -> Arrays.stream(version.split("\\.")).mapToInt(Integer::parseInt).toArray(),
          Arrays::compare);

  HostPythons {
    programs = Map.copyOf(programs);
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
    var programs = new TreeMap<String, Path>();
    if (!Files.isDirectory(versions)) {
      return new HostPythons(versions, programs);
    }
    try (Stream<Path> all = Files.list(versions)) {
      all.map(path -> path.getFileName().toString())
          .filter(name -> RELEASE.matcher(name).matches())
          .sorted(BY_NUMBER)
          .forEach(name -> {
            String program = "python" + name.substring(0, name.lastIndexOf('.'));
            Path file = versions.resolve(name).resolve("bin").resolve(program);
            if (Files.isExecutable(file)) {
              programs.put(program, file);
            }
          });
      return new HostPythons(versions, programs);
    } catch (IOException e) {
      throw new SlipwayException("could not read " + versions + ": " + e.getMessage(), e);
    }
  }
}
