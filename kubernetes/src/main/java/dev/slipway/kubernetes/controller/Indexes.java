package dev.slipway.kubernetes.controller;

import java.util.NavigableSet;
import java.util.TreeSet;

/** Sets of completion indexes as Jobs spell them: {@code 0,2-4}. */
final class Indexes {
  private Indexes() {}

  static NavigableSet<Integer> parse(String text) {
    var set = new TreeSet<Integer>();
    for (String part : text.split(",")) {
      String[] ends = part.split("-", 2);
      if (ends[0].matches("[0-9]{1,9}") && ends[ends.length - 1].matches("[0-9]{1,9}")) {
        int last = Integer.parseInt(ends[ends.length - 1]);
        for (int i = Integer.parseInt(ends[0]); i <= last; i++) {
          set.add(i);
        }
      }
    }
    return set;
  }

  static String text(NavigableSet<Integer> set) {
    var text = new StringBuilder();
    Integer start = null;
    Integer last = null;
    for (Integer index : set) {
      if (last != null && index == last + 1) {
        last = index;
        continue;
      }
      append(text, start, last);
      start = index;
      last = index;
    }
    append(text, start, last);
    return text.toString();
  }

  private static void append(
      StringBuilder text,
      @org.jspecify.annotations.Nullable Integer start,
      @org.jspecify.annotations.Nullable Integer last) {
    if (start == null || last == null) {
      return;
    }
    text.append(text.isEmpty() ? "" : ",").append(start);
    if (!last.equals(start)) {
      text.append(last == start + 1 ? "," : "-").append(last);
    }
  }
}
