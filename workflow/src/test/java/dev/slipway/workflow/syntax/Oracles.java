package dev.slipway.workflow.syntax;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Finds the conformance data beside the project; a test without it is skipped. */
final class Oracles {
  private Oracles() {}

  /** The folder {@code name}, or the end of the test with a message. */
  static Path folder(String name) {
    String configured = System.getProperty("slipway.oracles", "");
    Path found = configured.isEmpty() ? search(Path.of("").toAbsolutePath()) : Path.of(configured);
    Path folder = found.resolve(name);
    assumeTrue(
        Files.isDirectory(folder), "conformance data not found at " + folder + ", tests skipped");
    return folder;
  }

  /** The files of {@code folder} whose names end in one of {@code endings}, by name. */
  static List<Path> files(Path folder, String... endings) {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(f -> Stream.of(endings).anyMatch(e -> f.getFileName().toString().endsWith(e)))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path search(Path start) {
    for (Path at = start; at != null; at = at.getParent()) {
      Path candidate = at.resolve("shared").resolve("oracles");
      if (Files.isDirectory(candidate)) {
        return candidate;
      }
    }
    return start.resolve("../shared/oracles").normalize();
  }
}
