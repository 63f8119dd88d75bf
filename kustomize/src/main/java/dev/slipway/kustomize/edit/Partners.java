package dev.slipway.kustomize.edit;

import java.util.Arrays;
import java.util.function.BiPredicate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/** Which items of a changed list were which items before. */
final class Partners {
  private final ArrayNode old;
  private final ArrayNode wanted;
  private final int[] partners;
  private final boolean[] taken;

  private Partners(ArrayNode old, ArrayNode wanted) {
    this.old = old;
    this.wanted = wanted;
    this.partners = new int[wanted.size()];
    this.taken = new boolean[old.size()];
    Arrays.fill(partners, -1);
  }

  /**
   * For every item its index in the old list, or -1: first equal ones, then those of equal name,
   * then nameless maps in their order, and texts where they stand when none came or went.
   */
  static int[] of(ArrayNode old, ArrayNode wanted, String name) {
    var search = new Partners(old, wanted);
    search.pair(JsonNode::equals);
    search.pair((a, b) -> a.path(name).isString() && a.path(name).equals(b.path(name)));
    search.pair((a, b) -> a.isObject() && b.isObject() && !a.has(name) && !b.has(name));
    search.pairInPlace();
    return search.partners;
  }

  private void pairInPlace() {
    for (int i = 0; i < partners.length && old.size() == wanted.size(); i++) {
      if (partners[i] < 0 && !taken[i] && old.get(i).isString() && wanted.get(i).isString()) {
        partners[i] = i;
        taken[i] = true;
      }
    }
  }

  private void pair(BiPredicate<JsonNode, JsonNode> same) {
    for (int i = 0; i < partners.length; i++) {
      for (int j = 0; j < taken.length && partners[i] < 0; j++) {
        if (!taken[j] && same.test(old.get(j), wanted.get(i))) {
          partners[i] = j;
          taken[j] = true;
        }
      }
    }
  }
}
