package dev.slipway.identity.user;

import dev.slipway.identity.Role;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a user may do in the embedded cluster, which all projects share. */
public enum ClusterRole {
  /** Sees everything but secrets. */
  VIEWER,
  /** As {@code roles/container.developer}. */
  DEVELOPER;

  /** As people write it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The role of that word. */
  static Optional<ClusterRole> of(String word) {
    return Arrays.stream(values()).filter(role -> role.word().equals(word)).findFirst();
  }

  static List<String> words() {
    return Arrays.stream(values()).map(ClusterRole::word).toList();
  }

  Role role() {
    return switch (this) {
      case VIEWER -> viewer();
      case DEVELOPER -> Role.CONTAINER_DEVELOPER;
    };
  }

  private static Role viewer() {
    var allowed = new HashSet<String>();
    for (String kind :
        List.of(
            "configMaps",
            "cronjobs",
            "daemonsets",
            "deployments",
            "endpoints",
            "endpointSlices",
            "events",
            "horizontalPodAutoscalers",
            "ingressClasses",
            "ingresses",
            "jobs",
            "namespaces",
            "nodes",
            "persistentvolumeclaims",
            "podDisruptionBudgets",
            "pods",
            "replicaSets",
            "serviceAccounts",
            "services",
            "statefulsets")) {
      allowed.add("container." + kind + ".get");
      allowed.add("container." + kind + ".list");
    }
    allowed.add("container.pods.getLogs");
    return new Role("cluster viewer", allowed);
  }
}
