package dev.slipway.kustomize.transform;

import dev.slipway.kustomize.config.Gvk;
import dev.slipway.kustomize.config.NearMiss;
import dev.slipway.kustomize.config.Section;
import dev.slipway.kustomize.resource.Resource;
import dev.slipway.kustomize.resource.Resources;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The order objects are printed in: as they came, or some kinds first, some last, and the rest
 * between by their ids.
 */
public sealed interface SortOrder extends Transformer {
  /** Kinds others need, so that a cluster takes the objects from top to bottom. */
  List<String> USUALLY_FIRST =
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

  /** Kinds that hold up others until what they need is there. */
  List<String> USUALLY_LAST =
      List.of("MutatingWebhookConfiguration", "ValidatingWebhookConfiguration");

  /** Reads {@code sortOptions}. */
  static SortOrder of(Optional<Section> options) {
    return options.map(SortOrder::read).orElseGet(() -> new ByKind(USUALLY_FIRST, USUALLY_LAST));
  }

  private static SortOrder read(Section options) {
    options.allow(Set.of("order", "legacySortOptions"));
    Optional<Section> kinds = options.section("legacySortOptions");
    String order = options.text("order");
    return switch (order) {
      case "legacy" -> {
        kinds.ifPresent(section -> section.allow(Set.of("orderFirst", "orderLast")));
        yield kinds
            .map(section -> new ByKind(section.texts("orderFirst"), section.texts("orderLast")))
            .orElseGet(() -> new ByKind(USUALLY_FIRST, USUALLY_LAST));
      }
      case "fifo" -> {
        if (kinds.isPresent()) {
          throw options.error(
              "legacySortOptions",
              "the field 'sortOptions.legacySortOptions' is set but the selected sort order is"
                  + " 'fifo', not 'legacy'",
              "Remove one of the two.");
        }
        yield new AsTheyCame();
      }
      default ->
          throw options.error(
              order.isEmpty() ? "" : "order",
              "the field 'sortOptions.order' must be one of [fifo, legacy]",
              NearMiss.hint(order, List.of("fifo", "legacy")));
    };
  }

  /** Resources in their order, what is generated behind them. */
  record AsTheyCame() implements SortOrder {
    @Override
    public void transform(Resources resources) {
      // They are in that order.
    }
  }

  /** By the place of their kinds in two lists; the second counts for a kind in both. */
  record ByKind(List<String> first, List<String> last) implements SortOrder {
    private record Keyed(int rank, String kind, String name, Resource resource) {
      static int compare(Keyed a, Keyed b) {
        int ranks = Integer.compare(a.rank, b.rank);
        int kinds = ranks != 0 ? ranks : a.kind.compareTo(b.kind);
        return kinds != 0 ? kinds : a.name.compareTo(b.name);
      }
    }

    @Override
    public void transform(Resources resources) {
      Map<String, Integer> ranks = ranks();
      var keyed = new ArrayList<Keyed>(resources.size());
      for (Resource resource : resources) {
        Gvk gvk = resource.gvk();
        keyed.add(
            new Keyed(
                ranks.getOrDefault(gvk.kind(), 0), kindKey(gvk), nameKey(resource), resource));
      }
      keyed.sort(Keyed::compare);
      resources.reorder(keyed.stream().map(Keyed::resource).toList());
    }

    private Map<String, Integer> ranks() {
      var ranks = new HashMap<String, Integer>();
      for (int i = 0; i < first.size(); i++) {
        ranks.put(first.get(i), i - first.size());
      }
      for (int i = 0; i < last.size(); i++) {
        ranks.put(last.get(i), i + 1);
      }
      return ranks;
    }

    private static String kindKey(Gvk gvk) {
      return or(gvk.group(), "~G") + "_" + or(gvk.version(), "~V") + "_" + or(gvk.kind(), "~K");
    }

    private static String nameKey(Resource resource) {
      return or(resource.namespace(), "~X") + "|" + or(resource.name(), "~N");
    }

    private static String or(String text, String otherwise) {
      return text.isEmpty() ? otherwise : text;
    }
  }
}
