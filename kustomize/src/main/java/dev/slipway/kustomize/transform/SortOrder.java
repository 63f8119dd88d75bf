package dev.slipway.kustomize.transform;

import dev.slipway.kustomize.config.Gvk;
import dev.slipway.kustomize.config.Section;
import dev.slipway.kustomize.resource.Resource;
import dev.slipway.kustomize.resource.Resources;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The order in which objects are printed: what others need comes first, unless told otherwise. */
public final class SortOrder implements Transformer {
  private static final List<String> FIRST =
      List.of(
          "Namespace",
          "ResourceQuota",
          "StorageClass",
          "CustomResourceDefinition",
          "ServiceAccount",
          "PodSecurityPolicy",
          "Role",
          "ClusterRole",
          "RoleBinding",
          "ClusterRoleBinding",
          "ConfigMap",
          "Secret",
          "Endpoints",
          "Service",
          "LimitRange",
          "PriorityClass",
          "PersistentVolume",
          "PersistentVolumeClaim",
          "Deployment",
          "StatefulSet",
          "CronJob",
          "PodDisruptionBudget");
  private static final List<String> LAST =
      List.of("MutatingWebhookConfiguration", "ValidatingWebhookConfiguration");

  private final Map<String, Integer> rank;
  private final Mode mode;

  private enum Mode {
    LEGACY,
    FIFO
  }

  private SortOrder(Mode mode, List<String> first, List<String> last) {
    this.mode = mode;
    this.rank = new HashMap<>();
    for (int i = 0; i < first.size(); i++) {
      rank.put(first.get(i), i - first.size());
    }
    for (int i = 0; i < last.size(); i++) {
      rank.put(last.get(i), i + 1);
    }
  }

  /** What {@code sortOptions} says; the built-in order without it. */
  public static SortOrder of(Optional<Section> options) {
    if (options.isEmpty()) {
      return new SortOrder(Mode.LEGACY, FIRST, LAST);
    }
    Section section = options.get().allow(Set.of("order", "legacySortOptions"));
    Optional<Section> legacy = section.section("legacySortOptions");
    return switch (section.text("order")) {
      case "fifo" -> {
        if (legacy.isPresent()) {
          throw section.error(
              "legacySortOptions", "legacySortOptions needs the order legacy, it is fifo", "");
        }
        yield new SortOrder(Mode.FIFO, List.of(), List.of());
      }
      case "legacy" -> legacy.map(SortOrder::custom).orElseGet(() -> of(Optional.empty()));
      default -> throw section.error("order", "the sort order must be fifo or legacy", "");
    };
  }

  private static SortOrder custom(Section section) {
    section.allow(Set.of("orderFirst", "orderLast"));
    return new SortOrder(Mode.LEGACY, section.texts("orderFirst"), section.texts("orderLast"));
  }

  @Override
  public void transform(Resources resources) {
    if (mode == Mode.FIFO) {
      return;
    }
    var keyed = new ArrayList<Keyed>();
    resources.forEach(resource -> keyed.add(new Keyed(resource, this)));
    keyed.sort(
        Comparator.comparingInt(Keyed::rank).thenComparing(Keyed::kind).thenComparing(Keyed::name));
    resources.reorder(keyed.stream().map(Keyed::resource).toList());
  }

  private record Keyed(Resource resource, int rank, String kind, String name) {
    Keyed(Resource resource, SortOrder order) {
      this(
          resource,
          order.rank.getOrDefault(resource.kind(), 0),
          kind(resource.gvk()),
          or(resource.namespace(), "~X") + "|" + or(resource.name(), "~N"));
    }

    private static String kind(Gvk gvk) {
      return or(gvk.group(), "~G") + "_" + or(gvk.version(), "~V") + "_" + or(gvk.kind(), "~K");
    }

    private static String or(String text, String absent) {
      return text.isEmpty() ? absent : text;
    }
  }
}
