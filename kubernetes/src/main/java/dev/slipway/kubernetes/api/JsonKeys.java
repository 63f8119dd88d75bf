package dev.slipway.kubernetes.api;

import dev.slipway.base.Json;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** Looks through a JSON text for keys that a tree does not show: those that came before. */
final class JsonKeys {
  private static final int MOST = 100;

  private final Deque<Place> places = new ArrayDeque<>();
  private final Set<String> unknown;
  private final Set<String> problems = new LinkedHashSet<>();

  /** An object or array that is open, with where its current value is. */
  private static final class Place {
    private final boolean list;
    private final String path;
    private final Set<String> seen = new HashSet<>();
    private int index = -1;
    private String key = "";

    Place(boolean list, String path) {
      this.list = list;
      this.path = path;
    }

    String child() {
      if (list) {
        return path + "[" + index + "]";
      }
      return path.isEmpty() ? key : path + "." + key;
    }
  }

  private JsonKeys(Collection<String> unknown) {
    this.unknown = new HashSet<>(unknown);
  }

  /**
   * What is wrong with the keys of {@code json}, in the order of the text.
   *
   * @param json well-formed
   * @param unknown paths that the kind does not have, such as {@code spec.containers[0].imag}; what
   *     stands below them is not looked at
   */
  static List<String> problems(byte[] json, Collection<String> unknown) {
    var keys = new JsonKeys(unknown);
    try (JsonParser parser = Json.MAPPER.createParser(json)) {
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        keys.take(token, parser);
      }
    }
    // What a decoder found by itself and the text does not show comes last.
    keys.unknown.stream().sorted().forEach(path -> keys.problems.add(unknownField(path)));
    return keys.problems.stream().limit(MOST).toList();
  }

  private void take(JsonToken token, JsonParser parser) {
    switch (token) {
      case PROPERTY_NAME -> key(parser);
      case START_OBJECT -> open(false);
      case START_ARRAY -> open(true);
      case END_OBJECT, END_ARRAY -> places.pop();
      default -> nextElement();
    }
  }

  private void open(boolean list) {
    nextElement();
    places.push(new Place(list, places.isEmpty() ? "" : places.peek().child()));
  }

  private void nextElement() {
    if (!places.isEmpty() && places.peek().list) {
      places.peek().index++;
    }
  }

  private void key(JsonParser parser) {
    Place place = places.getFirst();
    place.key = parser.currentName();
    String path = place.child();
    if (unknown.contains(path)) {
      problems.add(unknownField(path));
      parser.nextToken();
      parser.skipChildren();
    } else if (!place.seen.add(place.key)) {
      problems.add("duplicate field \"" + path + "\"");
    }
  }

  private static String unknownField(String path) {
    return "unknown field \"" + path + "\"";
  }
}
