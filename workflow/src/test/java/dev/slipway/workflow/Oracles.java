package dev.slipway.workflow;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** Finds the conformance data beside the project; tests skip when it is not there. */
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

  private static Path search(Path from) {
    for (Path place = from; place != null; place = place.getParent()) {
      Path candidate = place.resolveSibling("shared").resolve("oracles");
      if (Files.isDirectory(candidate)) {
        return candidate;
      }
    }
    return from.resolve("shared/oracles");
  }
}
