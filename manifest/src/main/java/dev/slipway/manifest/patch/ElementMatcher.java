package dev.slipway.manifest.patch;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import tools.jackson.databind.node.ObjectNode;

/**
 * Which elements of a patch mean which of a list.
 *
 * <p>An element that names only some of the keys, such as a port without its protocol, means the
 * one that names just these. Where others name more keys it means nothing, and kustomize drops it.
 */
final class ElementMatcher {
  private final List<String> keys;
  private final Map<ElementKey, Integer> positions = new HashMap<>();
  private final Set<ElementKey> all = new HashSet<>();
  private final List<ObjectNode> patch;

  ElementMatcher(List<String> keys, List<ObjectNode> target, List<ObjectNode> patch) {
    this.keys = keys;
    this.patch = patch;
    for (int i = 0; i < target.size(); i++) {
      positions.putIfAbsent(ElementKey.of(target.get(i), keys), i);
    }
    all.addAll(positions.keySet());
    patch.forEach(element -> all.add(ElementKey.of(element, keys)));
  }

  /** The elements of the patch that do something: of several with the same key the first. */
  List<ObjectNode> effective() {
    var seen = new HashSet<ElementKey>();
    var result = new ArrayList<ObjectNode>();
    for (ObjectNode element : patch) {
      ElementKey key = ElementKey.of(element, keys);
      if (key.isEmpty() || (seen.add(key) && isClear(key))) {
        result.add(element);
      }
    }
    return result;
  }

  private boolean isClear(ElementKey key) {
    if (keys.size() < 2) {
      return true;
    }
    Predicate<ElementKey> vaguer = key::isMorePreciseThan;
    return all.stream().noneMatch(other -> other.isMorePreciseThan(key))
        && (positions.containsKey(key) || positions.keySet().stream().noneMatch(vaguer));
  }

  /** Where the element that is meant stands in the list, or -1. */
  int indexOf(ObjectNode element) {
    ElementKey key = ElementKey.of(element, keys);
    return key.isEmpty() ? -1 : positions.getOrDefault(key, -1);
  }
}
