package dev.slipway.manifest.patch;

import dev.slipway.manifest.patch.PatchException.Reason;
import dev.slipway.manifest.schema.TypeSchema;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The order of a merged list: what the patch names follows the patch, what only the server has
 * keeps its order, and both are interleaved as they were before.
 *
 * @param key the merge key; empty for plain values
 */
record ServerListOrder(String key) {
  /** Merges the list {@code field} and puts it into the order its directive gives. */
  static void apply(ObjectNode original, ObjectNode patch, String field, TypeSchema schema) {
    if (!(patch.remove(ServerMerge.SET_ORDER + field) instanceof ArrayNode order)) {
      throw new PatchException(Reason.MALFORMED, ServerMerge.SET_ORDER + field + " must be a list");
    }
    JsonNode patched = patch.get(field);
    ArrayNode existing = original.get(field) instanceof ArrayNode list ? list : null;
    boolean nothing = patched == null ? existing == null : !(patched instanceof ArrayNode);
    if (nothing) {
      return;
    }
    List<JsonNode> before =
        existing == null ? List.of() : existing.deepCopy().valueStream().toList();
    var arranger = new ServerListOrder(schema.rule().key());
    if (patched instanceof ArrayNode added) {
      arranger.requireOrdered(added, order, field);
    }
    JsonNode merged = merged(existing, patched, schema);
    ArrayNode result = JsonNodeFactory.instance.arrayNode();
    result.addAll(arranger.arrange(merged.valueStream().toList(), elements(order), before));
    original.set(field, result);
    patch.remove(field);
  }

  private static JsonNode merged(
      @Nullable ArrayNode existing, @Nullable JsonNode patched, TypeSchema schema) {
    if (!(patched instanceof ArrayNode added)) {
      return existing == null ? JsonNodeFactory.instance.arrayNode() : existing;
    }
    if (existing == null || !schema.rule().merges()) {
      return ServerMerge.withoutDirectives(added);
    }
    return ServerListMerge.merge(existing, added, schema);
  }

  private static List<JsonNode> elements(ArrayNode list) {
    return list.valueStream().toList();
  }

  /** Everything the patch adds or changes must be in its own order list, in the same sequence. */
  private void requireOrdered(ArrayNode patch, ArrayNode order, String field) {
    int next = 0;
    for (JsonNode item : patch) {
      if (item.has(Directive.KEY)) {
        continue;
      }
      while (next < order.size() && !same(order.get(next), item)) {
        next++;
      }
      if (next++ == order.size()) {
        throw new PatchException(
            Reason.MALFORMED,
            "the order in patch list "
                + field
                + " doesn't match "
                + ServerMerge.SET_ORDER
                + " list: "
                + Excerpt.of(order));
      }
    }
  }

  List<JsonNode> arrange(List<JsonNode> merged, List<JsonNode> order, List<JsonNode> before) {
    var named = new ArrayList<JsonNode>();
    var others = new ArrayList<JsonNode>();
    for (JsonNode item : merged) {
      (indexIn(order, item) >= 0 ? named : others).add(item);
    }
    named.sort(Comparator.comparingInt(item -> indexIn(order, item)));
    others.sort(Comparator.comparingInt(item -> indexIn(before, item)));
    return interleave(others, named, before);
  }

  private List<JsonNode> interleave(
      List<JsonNode> others, List<JsonNode> named, List<JsonNode> before) {
    var result = new ArrayList<JsonNode>();
    int i = 0;
    int j = 0;
    while (i < others.size() || j < named.size()) {
      boolean other =
          j >= named.size()
              || (i < others.size() && wasBefore(before, others.get(i), named.get(j)));
      result.add(other ? others.get(i++) : named.get(j++));
    }
    return result;
  }

  private boolean wasBefore(List<JsonNode> before, JsonNode left, JsonNode right) {
    int l = indexIn(before, left);
    int r = indexIn(before, right);
    return l >= 0 && r >= 0 && l < r;
  }

  private int indexIn(List<JsonNode> list, JsonNode item) {
    for (int i = 0; i < list.size(); i++) {
      if (same(list.get(i), item)) {
        return i;
      }
    }
    return -1;
  }

  private boolean same(JsonNode a, JsonNode b) {
    return key.isEmpty() ? JsonEquality.equal(a, b) : JsonEquality.equal(a.path(key), b.path(key));
  }
}
