package dev.slipway.daemon;

import dev.slipway.delivery.ledger.Ledger;
import dev.slipway.kubernetes.Cluster;
import dev.slipway.kubernetes.ResourceType;
import dev.slipway.kubernetes.Selection;
import dev.slipway.manifest.KubeObject;
import java.util.HashSet;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** The images that releases can go back to, and those of pods, running or about to. */
final class NeededImages {
  private final Ledger ledger;
  private final Cluster cluster;

  NeededImages(Ledger ledger, Cluster cluster) {
    this.ledger = ledger;
    this.cluster = cluster;
  }

  /** Digests and names. */
  Set<String> names() {
    var names = new HashSet<>(ledger.images());
    for (KubeObject pod : cluster.list(ResourceType.PODS, Selection.ALL).items()) {
      JsonNode tree = pod.copy();
      for (String list : Set.of("containers", "initContainers")) {
        tree.path("spec").path(list).forEach(c -> add(names, c.path("image")));
      }
      for (String list : Set.of("containerStatuses", "initContainerStatuses")) {
        tree.path("status").path(list).forEach(c -> add(names, c.path("imageID")));
      }
    }
    return names;
  }

  private static void add(Set<String> names, JsonNode image) {
    String name = image.asString("");
    if (!name.isEmpty()) {
      names.add(name);
    }
  }
}
