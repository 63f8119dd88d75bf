package dev.slipway.delivery;

import dev.slipway.delivery.release.Contents;
import dev.slipway.delivery.release.EnvironmentView;
import dev.slipway.manifest.KubeObject;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.node.ObjectNode;

/** Kubernetes' own revisions, which are renumbered by every undo (specification-notes S68). */
final class Revisions {
  private Revisions() {}

  /** By Deployment, then by the hash of the template. */
  static Map<String, Map<String, String>> of(EnvironmentView view) {
    var all = new TreeMap<String, Map<String, String>>();
    for (KubeObject set : view.replicaSets()) {
      String revision = set.annotations().getOrDefault("deployment.kubernetes.io/revision", "");
      set.controller()
          .filter(o -> o.kind().equals("Deployment") && !revision.isEmpty())
          .ifPresent(o ->
              all.computeIfAbsent(o.name(), n -> new TreeMap<>()).put(template(set), revision));
    }
    return all;
  }

  private static String template(KubeObject set) {
    return Contents.template(
        set.edited(tree -> {
          if (tree.path("spec").path("template").path("metadata").path("labels")
              instanceof ObjectNode labels) {
            labels.remove("pod-template-hash");
          }
        }));
  }
}
