package dev.slipway.manifest.patch;

import dev.slipway.manifest.schema.TypeSchema;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Merges a list element by element.
 *
 * <p>With one key field the elements of the patch come first, in the patch's order, then the rest
 * of the target. With several, what only the patch has comes first and the target keeps its order.
 * An element of the target that has no key at all displaces everything, or, where there are several
 * keys, stops the merge.
 */
final class KustomizeListMerge {
  private final KustomizeMerge walker;
  private final TypeSchema schema;
  private List<String> keys;

  KustomizeListMerge(KustomizeMerge walker, TypeSchema schema) {
    this.walker = walker;
    this.schema = schema;
    this.keys = schema.rule().keys();
  }

  @Nullable JsonNode merge(@Nullable JsonNode dest, @Nullable JsonNode patch) {
    if (KustomizeMerge.isNothing(dest)) {
      return patch instanceof ArrayNode list ? mergeElements(list, patch) : null;
    }
    if (patch != null && patch.isNull()) {
      return null;
    }
    return switch (Directive.take(patch)) {
      case DELETE -> null;
      case REPLACE -> patch instanceof ArrayNode list ? mergeElements(list, patch) : null;
      case MERGE -> dest instanceof ArrayNode list ? mergeElements(list, patch) : null;
    };
  }

  private JsonNode mergeElements(ArrayNode dest, @Nullable JsonNode patch) {
    ArrayNode result = JsonNodeFactory.instance.arrayNode();
    result.addAll(keys.isEmpty() ? union(dest, patch) : mergeMaps(dest, patch));
    return result;
  }

  private static List<JsonNode> union(ArrayNode dest, @Nullable JsonNode patch) {
    Map<String, JsonNode> values = new LinkedHashMap<>();
    for (JsonNode value : both(patch, dest)) {
      values.put(ElementIdentity.text(value), value);
    }
    return List.copyOf(values.values());
  }

  private static List<JsonNode> both(@Nullable JsonNode patch, ArrayNode dest) {
    var all = new ArrayList<JsonNode>();
    if (patch instanceof ArrayNode added) {
      all.addAll(added.valueStream().toList());
    }
    all.addAll(dest.valueStream().toList());
    return all;
  }

  private List<JsonNode> mergeMaps(ArrayNode dest, @Nullable JsonNode patch) {
    for (JsonNode element : dest) {
      if (ElementIdentity.of(element, keys).isEmpty() && !isGone(element)) {
        return keys.size() == 1 ? List.of(element) : dest.valueStream().toList();
      }
    }
    keys = ElementIdentity.usedKeys(both(patch, dest), keys);
    List<ElementIdentity> identities = ElementIdentity.distinct(both(patch, dest), keys);
    var merged = new ArrayList<JsonNode>();
    var rest = new ArrayList<>(dest.valueStream().toList());
    for (ElementIdentity identity : identities) {
      JsonNode value =
          walker.walk(identity.firstIn(dest), identity.firstIn(patch), schema.element());
      if (isGone(value)) {
        rest.removeIf(identity::fits);
      } else if (value instanceof ObjectNode map) {
        identity.complete(map);
        put(merged, map);
      } else {
        merged.add(value);
      }
    }
    rest.removeIf(KustomizeListMerge::isGone);
    rest.forEach(element -> place(merged, element));
    return merged;
  }

  private static boolean isGone(@Nullable JsonNode value) {
    return value == null || value.isNull() || (value.isObject() && value.isEmpty());
  }

  private void place(List<JsonNode> merged, JsonNode element) {
    ElementIdentity identity = ElementIdentity.of(element, keys);
    if (keys.size() > 1) {
      merged.removeIf(identity::fits);
      merged.add(element);
    } else {
      put(merged, element);
    }
  }

  /** In the place of its equal, or at the end. */
  private void put(List<JsonNode> merged, JsonNode element) {
    ElementIdentity identity = ElementIdentity.of(element, keys);
    for (int i = 0; i < merged.size(); i++) {
      if (ElementIdentity.of(merged.get(i), keys).equals(identity)) {
        merged.set(i, element);
        return;
      }
    }
    merged.add(element);
  }
}
