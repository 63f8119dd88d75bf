package dev.slipway.dockerfile.syntax;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/** Finds the conformance data beside the project; a test without it is skipped. */
public final class Oracles {
  private Oracles() {}

  /** The folder {@code name}, or the end of the test with a message. */
  public static Path folder(String name) {
    String configured = System.getProperty("slipway.oracles", "");
    Path found = configured.isEmpty() ? search(Path.of("").toAbsolutePath()) : Path.of(configured);
    Path folder = found.resolve(name);
    assumeTrue(
        Files.isDirectory(folder), "conformance data not found at " + folder + ", tests skipped");
    return folder;
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
