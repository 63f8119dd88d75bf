package dev.slipway.manifest.patch;

import java.util.ArrayList;
import java.util.List;

/**
 * Names of key fields with the values that pick an element. An empty value picks any; a single
 * empty name picks plain values.
 */
record ElementKeys(List<String> names, List<String> values) {
  boolean primitive() {
    return names.getFirst().isEmpty();
  }

  /** Leaves out key fields that no element of {@code all} has a value for. */
  static ElementKeys used(List<List<String>> all, List<String> values, List<String> names) {
    var usedNames = new ArrayList<String>();
    var usedValues = new ArrayList<String>();
    for (int i = 0; i < names.size(); i++) {
      int column = i;
      if (all.stream().anyMatch(row -> column < row.size() && !row.get(column).isEmpty())) {
        usedNames.add(names.get(i));
        usedValues.add(values.get(i));
      }
    }
    return usedNames.isEmpty()
        ? new ElementKeys(names, values)
        : new ElementKeys(usedNames, usedValues);
  }

  /**
   * Unites rows that say the same where both say something, as a port with and one without its
   * protocol.
   */
  static List<List<String>> unite(List<List<String>> rows) {
    var result = new ArrayList<>(rows);
    for (int i = 0; i < result.size(); i++) {
      List<String> row = result.get(i);
      for (int j = 0; j < result.size(); j++) {
        List<String> united = unite(row, result.get(j));
        if (!united.isEmpty()) {
          result.set(i, united);
          result.set(j, united);
        }
      }
    }
    return result;
  }

  private static List<String> unite(List<String> a, List<String> b) {
    if (a.size() != b.size()) {
      return List.of();
    }
    boolean common = false;
    var united = new ArrayList<String>();
    for (int i = 0; i < a.size(); i++) {
      String x = a.get(i);
      String y = b.get(i);
      if (!x.equals(y) && !x.isEmpty() && !y.isEmpty()) {
        return List.of();
      }
      common |= x.equals(y);
      united.add(x.isEmpty() ? y : x);
    }
    return common ? united : List.of();
  }
}
