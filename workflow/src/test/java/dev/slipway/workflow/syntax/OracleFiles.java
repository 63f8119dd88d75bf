package dev.slipway.workflow.syntax;

import dev.slipway.testing.Oracles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The files of the conformance data. */
final class OracleFiles {
  private OracleFiles() {}

  /** The folder {@code name}, or the end of the test with a message. */
  static Path folder(String name) {
    return Oracles.require(name);
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
}
