package dev.slipway.manifest.schema;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/** The lines of a table beside the classes, without comments and without what others know only. */
final class TableFile {
  private TableFile() {}

  static List<String> lines(String name, SchemaFlavor flavor) {
    var stream =
        Objects.requireNonNull(TableFile.class.getResourceAsStream(name), name + " is missing");
    try (var reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
      return reader
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .filter(line -> flavor == SchemaFlavor.API_SERVER || !line.startsWith("+"))
          .map(line -> line.startsWith("+") ? line.substring(1) : line)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
