package dev.slipway.node.pod;

import dev.slipway.base.SlipwayException;
import dev.slipway.container.Container;
import dev.slipway.posix.DirectoryTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The runs of one container of a pod that are on this machine, and what each has there. */
record ContainerRuns(NodeParts parts, String uid, String name) {
  /** The number of a run, counted from 0. */
  static int attempt(Container container) {
    return Integer.parseInt(container.labels().getOrDefault(ContainerBuilder.ATTEMPT, "0"));
  }

  private List<Container> all() {
    return parts.containers().list().stream()
        .filter(c -> uid.equals(c.labels().get(ContainerBuilder.POD_UID)))
        .filter(c -> name.equals(c.labels().get(ContainerBuilder.CONTAINER)))
        .sorted(Comparator.comparingInt(ContainerRuns::attempt))
        .toList();
  }

  /** The newest; those before it are removed. */
  Optional<Container> newest() {
    Optional<Container> newest = Optional.empty();
    for (Container run : all()) {
      newest.ifPresent(this::remove);
      newest = Optional.of(run);
    }
    return newest;
  }

  void removeBefore(int present) {
    all().stream().filter(c -> attempt(c) < present).forEach(this::remove);
  }

  /** Removes a run; its log stays. */
  void remove(Container container) {
    parts.containers().remove(container);
    int attempt = attempt(container);
    Path layer = ContainerBuilder.layer(parts, uid, name, attempt);
    try {
      Files.deleteIfExists(TerminationMessage.file(parts, uid, name, attempt));
      if (Files.exists(layer)) {
        DirectoryTree.deleteLeftover(layer);
      }
    } catch (IOException e) {
      throw new SlipwayException("could not remove " + layer + ": " + e.getMessage(), e);
    }
  }
}
