package dev.slipway.testing;

import dev.slipway.base.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import tools.jackson.databind.JsonNode;

/**
 * Finds the conformance data beside the project, in {@code shared/oracles} of a folder above the
 * tests or where {@code -Dslipway.oracles} says; tests skip when it is not there.
 */
public final class Oracles {
  private Oracles() {}

  /** The folder of one data set; the calling test is skipped when it is absent. */
  public static Path require(String set) {
    String configured = System.getProperty("slipway.oracles", "");
    Path found = configured.isEmpty() ? search(Path.of("").toAbsolutePath()) : Path.of(configured);
    Path folder = found.resolve(set);
    Assumptions.assumeTrue(
        Files.isDirectory(folder),
        "no conformance data in " + folder + "; set -Dslipway.oracles to the folder that has it");
    return folder;
  }

  /** A file of a data set that holds one JSON value. */
  public static JsonNode json(Path file) {
    try {
      return Json.parse(Files.readAllBytes(file), file.toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path search(Path from) {
    for (Path place = from; place != null; place = place.getParent()) {
      Path candidate = place.resolve("shared/oracles");
      if (Files.isDirectory(candidate)) {
        return candidate;
      }
    }
    return from.resolve("shared/oracles");
  }
}
