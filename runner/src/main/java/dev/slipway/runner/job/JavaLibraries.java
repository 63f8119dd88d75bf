package dev.slipway.runner.job;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
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
  private static final Pattern SYSTEM =
      Pattern.compile("(?:/usr)?/lib[^/]*/.*\\.so(?:\\.[0-9.]+)?");
  private static final Pattern LOADER = Pattern.compile("ld-.*\\.so.*|ld\\.so.*");

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
      link(library.getValue(), directory);
    }
    return new JavaLibraries(
        found.keySet().stream()
            .filter(name -> LOADER.matcher(name).matches())
            .sorted()
            .findFirst());
  }

  /** A library is loaded by the name of a link to its file, such as libz.so.1 to libz.so.1.3. */
  private static void link(Path library, Path directory) throws IOException {
    Path name = library.getFileName();
    Path parent = library.getParent();
    if (name == null || parent == null) {
      return;
    }
    try (DirectoryStream<Path> all = Files.newDirectoryStream(parent, "*.so*")) {
      for (Path link : all) {
        Path copy = directory.resolve(String.valueOf(link.getFileName()));
        if (Files.isSymbolicLink(link)
            && name.equals(Files.readSymbolicLink(link).getFileName())
            && !Files.exists(copy, LinkOption.NOFOLLOW_LINKS)) {
          Files.createSymbolicLink(copy, name);
        }
      }
    }
  }

  /** The words of a shell that start a program of Java's with these libraries. */
  String start(String program) {
    String directory = JobLayout.NATIVE.toString();
    return loader
        .map(
            name -> JobLayout.NATIVE.resolve(name) + " --library-path " + directory + " " + program)
        .orElse(program);
  }
}
