package dev.slipway.kubernetes.controller;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Finds the recorded behaviour of the real controllers, which is kept outside the project. */
final class Oracles {
  private Oracles() {}

  static Optional<Path> find(String folder) {
    String set = System.getProperty("slipway.oracles", "");
    if (!set.isEmpty()) {
      return Optional.of(Path.of(set, folder)).filter(Files::isDirectory);
    }
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      Path candidate = at.resolve("shared/oracles").resolve(folder);
      if (Files.isDirectory(candidate)) {
        return Optional.of(candidate);
      }
    }
    return Optional.empty();
  }
}
