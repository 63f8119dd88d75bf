package dev.slipway.manifest.patch;

import dev.slipway.manifest.schema.TypeSchema;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Merges a list whose elements have an identity, as kustomize does: what the patch brings is first.
 */
final class KustomizeElements {
  private final KustomizeMerge merge;
  private final TypeSchema schema;

  KustomizeElements(KustomizeMerge merge, TypeSchema schema) {
    this.merge = merge;
    this.schema = schema;
  }

  List<JsonNode> merge(ArrayNode target, ArrayNode patch) {
    List<String> keys = schema.rule().keys();
    if (keys.isEmpty()) {
      return values(target, patch);
    }
    List<ObjectNode> added = maps(patch);
    // A directive alone that was not taken for one of the list: it clears the list unless it says
    // to merge.
    var alone = added.stream().filter(KustomizeElements::isDirective).toList();
    added.removeAll(alone);
    boolean cleared = alone.stream().anyMatch(e -> Directive.take(e) != Directive.MERGE);
    return elements(cleared ? List.of() : maps(target), added, keys);
  }

  /** Plain values: each once, those of the patch first. */
  private List<JsonNode> values(ArrayNode target, ArrayNode patch) {
    var known = byText(target);
    var result = new LinkedHashMap<String, JsonNode>();
    byText(patch).forEach((text, value) -> result.put(text, merge.scalar(known.get(text), value)));
    known.forEach(result::putIfAbsent);
    return List.copyOf(result.values());
  }

  private Map<String, JsonNode> byText(ArrayNode list) {
    var values = new LinkedHashMap<String, JsonNode>();
    for (JsonNode value : list) {
      if (value.isContainer()) {
        throw merge.misfit(KustomizeMerge.shape(value) + " is in a list of plain values");
      }
      if (!value.isNull()) {
        values.putIfAbsent(ElementKey.text(value), value);
      }
    }
    return values;
  }

  private List<ObjectNode> maps(ArrayNode list) {
    var maps = new ArrayList<ObjectNode>();
    for (JsonNode element : list) {
      if (element instanceof ObjectNode map) {
        maps.add(map);
      } else if (!element.isNull()) {
        throw merge.misfit(KustomizeMerge.shape(element) + " is in a list of maps");
      }
    }
    return maps;
  }

  private static boolean isDirective(ObjectNode element) {
    return element.size() == 1 && element.has(Directive.KEY);
  }

  private List<JsonNode> elements(
      List<ObjectNode> target, List<ObjectNode> patch, List<String> keys) {
    List<String> used = ElementKey.used(keys, target, patch);
    var kept = new LinkedHashMap<Integer, ObjectNode>();
    for (int i = 0; i < target.size(); i++) {
      kept.put(i, target.get(i));
    }
    var matcher = new ElementMatcher(used, target, patch);
    var first = new ArrayList<JsonNode>();
    for (ObjectNode element : matcher.effective()) {
      int index = matcher.indexOf(element);
      if (index < 0) {
        merge.added(element, schema.element()).ifPresent(first::add);
        continue;
      }
      var merged = merge.element(target.get(index), element, schema.element());
      // With one key the order is that of the patch, with several that of the target.
      if (merged.isPresent() && used.size() > 1) {
        kept.put(index, merged.get());
      } else {
        kept.remove(index);
        merged.ifPresent(first::add);
      }
    }
    first.addAll(kept.values());
    return first;
  }
}
