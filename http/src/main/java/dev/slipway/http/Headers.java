package dev.slipway.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Response headers, in order; a name may occur more than once. Immutable. */
public record Headers(List<Map.Entry<String, String>> entries) {
  public static final Headers NONE = new Headers(List.of());

  public Headers {
    entries = List.copyOf(entries);
  }

  public static Headers of(String name, String value) {
    return NONE.with(name, value);
  }

  /** A copy with one more header. */
  public Headers with(String name, String value) {
    var more = new ArrayList<>(entries);
    more.add(Map.entry(name, value));
    return new Headers(more);
  }
}
