package dev.slipway.manifest.patch;

import dev.slipway.manifest.yaml.Spelling;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * What tells an element of a list from the others: the values of its key fields.
 *
 * @param keys the names of the key fields
 * @param values their values, empty where an element has none
 */
record ElementIdentity(List<String> keys, List<String> values) {
  static ElementIdentity of(JsonNode element, List<String> keys) {
    return new ElementIdentity(keys, keys.stream().map(key -> text(element.path(key))).toList());
  }

  /** The keys that at least one element has; all when none has any. */
  static List<String> usedKeys(List<JsonNode> elements, List<String> keys) {
    List<String> used =
        keys.stream()
            .filter(key -> elements.stream().anyMatch(e -> !text(e.path(key)).isEmpty()))
            .toList();
    return used.isEmpty() ? keys : used;
  }

  /** The text of a plain value; nothing, maps and lists have none. */
  static String text(JsonNode node) {
    return node.isContainer() || node.isMissingNode() || node.isNull() ? "" : Spelling.of(node);
  }

  /**
   * The identities in a list, in order. With several keys those that contradict each other nowhere
   * are one, as a port with and without its protocol.
   */
  static List<ElementIdentity> distinct(List<JsonNode> elements, List<String> keys) {
    var identities = new LinkedHashSet<ElementIdentity>();
    elements.forEach(element -> identities.add(of(element, keys)));
    if (keys.size() < 2) {
      return List.copyOf(identities);
    }
    var united = new ArrayList<>(identities);
    for (int i = 0; i < united.size(); i++) {
      ElementIdentity identity = united.get(i);
      for (int j = 0; j < united.size(); j++) {
        if (identity.agreesWith(united.get(j))) {
          ElementIdentity both = identity.plus(united.get(j));
          united.set(i, both);
          united.set(j, both);
        }
      }
    }
    return List.copyOf(new LinkedHashSet<>(united));
  }

  private boolean agreesWith(ElementIdentity other) {
    boolean common = false;
    for (int i = 0; i < values.size(); i++) {
      String mine = values.get(i);
      String its = other.values.get(i);
      if (!mine.equals(its) && !mine.isEmpty() && !its.isEmpty()) {
        return false;
      }
      common |= mine.equals(its);
    }
    return common;
  }

  private ElementIdentity plus(ElementIdentity other) {
    var filled = new ArrayList<String>();
    for (int i = 0; i < values.size(); i++) {
      filled.add(values.get(i).isEmpty() ? other.values.get(i) : values.get(i));
    }
    return new ElementIdentity(keys, List.copyOf(filled));
  }

  /** Whether an element says about its keys what this says; where this says nothing, anything. */
  boolean fits(JsonNode element) {
    for (int i = 0; i < keys.size(); i++) {
      if (!values.get(i).isEmpty() && !values.get(i).equals(text(element.path(keys.get(i))))) {
        return false;
      }
    }
    return true;
  }

  boolean isEmpty() {
    return values.stream().allMatch(String::isEmpty);
  }

  @Nullable JsonNode firstIn(@Nullable JsonNode list) {
    if (list instanceof ArrayNode array) {
      for (JsonNode element : array) {
        if (element.isObject() && fits(element)) {
          return element;
        }
      }
    }
    return null;
  }

  /** Gives a merged element the key fields it lacks. */
  void complete(ObjectNode element) {
    for (int i = 0; i < keys.size(); i++) {
      if (!element.has(keys.get(i)) && !values.get(i).isEmpty()) {
        element.set(keys.get(i), StringNode.valueOf(values.get(i)));
      }
    }
  }
}
