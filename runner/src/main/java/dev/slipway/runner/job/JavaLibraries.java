package dev.slipway.runner.job;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The system libraries that this process's Java has loaded, with their loader. With them it starts
 * in any image: one with another C library, an older one, or none.
 */
final class JavaLibraries {
  private static final Path LOADED = Path.of("/proc/self/maps");
  private static final int PATH_COLUMN = 6;
  private static final Pattern SYSTEM = Pattern.compile("(?:/usr)?/lib[^/]*/.*\\.so(?:\\.[0-9.]+)?");
  private static final Pattern LOADER = Pattern.compile("ld-(?:linux|musl).*\\.so.*|ld\\.so.*");

  private final Optional<String> loader;

  private JavaLibraries(Optional<String> loader) {
    this.loader = loader;
  }

  /** Copies them into an empty directory. */
  static JavaLibraries copy(Path directory) throws IOException {
    Path java = Path.of(System.getProperty("java.home")).toRealPath();
    var found = new HashMap<String, Path>();
    try (Stream<String> lines = Files.lines(LOADED, StandardCharsets.UTF_8)) {
      lines
          .map(line -> line.split(" +", PATH_COLUMN))
          .filter(columns -> columns.length == PATH_COLUMN)
          .map(columns -> columns[PATH_COLUMN - 1])
          .filter(path -> SYSTEM.matcher(path).matches() && !Path.of(path).startsWith(java))
          .forEach(path -> found.put(String.valueOf(Path.of(path).getFileName()), Path.of(path)));
    }
    for (Map.Entry<String, Path> library : found.entrySet()) {
      Files.copy(library.getValue(), directory.resolve(library.getKey()));
    }
    return new JavaLibraries(
        found.keySet().stream().filter(name -> LOADER.matcher(name).matches()).sorted().findFirst());
  }

  /** The words of a shell that start a program of Java's with these libraries. */
  String start(String program) {
    String directory = JobLayout.NATIVE.toString();
    return loader
        .map(name ->
            JobLayout.NATIVE.resolve(name) + " --library-path " + directory + " " + program)
        .orElse(program);
  }
}
