package dev.slipway.dockerfile.build;

import dev.slipway.container.ContainerMount;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** What the host trusts besides the public authorities, for RUN steps; never part of a key. */
final class Certificates {
  List<ContainerMount> mounts(Path root) {
    return List.of();
  }

  Map<String, String> variables(Path root) {
    return Map.of();
  }
}
