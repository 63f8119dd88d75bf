package dev.slipway.http;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A compiled {@link Route} pattern; patterns sort from the more to the less specific. */
final class PathPattern implements Comparable<PathPattern> {
  private final String source;
  private final List<Segment> segments;
  private final int rest;

  private sealed interface Segment {
    record Literal(String text) implements Segment {}

    record One(String name) implements Segment {}

    record Rest(String name) implements Segment {}
  }

  private PathPattern(String source, List<Segment> segments, int rest) {
    this.source = source;
    this.segments = segments;
    this.rest = rest;
  }

  static PathPattern compile(String pattern) {
    if (!pattern.startsWith("/")) {
      throw new IllegalArgumentException("route pattern does not start with '/': " + pattern);
    }
    var segments = new ArrayList<Segment>();
    int rest = -1;
    for (String text : pattern.substring(1).split("/", -1)) {
      Segment segment = segment(text);
      if (segment instanceof Segment.Rest) {
        if (rest >= 0) {
          throw new IllegalArgumentException("two {...} parameters in route pattern " + pattern);
        }
        rest = segments.size();
      }
      segments.add(segment);
    }
    return new PathPattern(pattern, List.copyOf(segments), rest);
  }

  private static Segment segment(String text) {
    if (!text.startsWith("{") || !text.endsWith("}")) {
      return new Segment.Literal(text);
    }
    String name = text.substring(1, text.length() - 1);
    return name.endsWith("...")
        ? new Segment.Rest(name.substring(0, name.length() - 3))
        : new Segment.One(name);
  }

  /** The parameters when {@code path} (decoded segments) matches. */
  Optional<Map<String, String>> match(List<String> path) {
    int extra = path.size() - segments.size();
    if (rest < 0 ? extra != 0 : extra < 0) {
      return Optional.empty();
    }
    var parameters = new HashMap<String, String>();
    int at = 0;
    for (Segment segment : segments) {
      switch (segment) {
        case Segment.Literal(String text) -> {
          if (!path.get(at++).equals(text)) {
            return Optional.empty();
          }
        }
        case Segment.One(String name) -> {
          String value = path.get(at++);
          if (value.isEmpty()) {
            return Optional.empty();
          }
          parameters.put(name, value);
        }
        case Segment.Rest(String name) -> {
          parameters.put(name, String.join("/", path.subList(at, at + extra + 1)));
          at += extra + 1;
        }
      }
    }
    return Optional.of(parameters);
  }

  /** The first segment when it is a literal. */
  Optional<String> firstLiteral() {
    return segments.getFirst() instanceof Segment.Literal(String text)
        ? Optional.of(text)
        : Optional.empty();
  }

  /** The pattern with its parameter names removed: equal shapes match the same paths. */
  String shape() {
    var shape = new StringBuilder();
    for (Segment segment : segments) {
      shape.append('/');
      switch (segment) {
        case Segment.Literal(String text) -> shape.append(text);
        case Segment.One one -> shape.append("{}");
        case Segment.Rest restOfPath -> shape.append("{...}");
      }
    }
    return shape.toString();
  }

  @Override
  public int compareTo(PathPattern other) {
    int common = Math.min(segments.size(), other.segments.size());
    for (int i = 0; i < common; i++) {
      int order = Integer.compare(rank(segments.get(i)), rank(other.segments.get(i)));
      if (order != 0) {
        return order;
      }
    }
    // More segments first: /v2/{name...}/blobs/{digest} before /v2/{name...}.
    int order = Integer.compare(other.segments.size(), segments.size());
    if (order != 0) {
      return order;
    }
    order = Long.compare(other.literals(), literals());
    return order != 0 ? order : source.compareTo(other.source);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PathPattern pattern && pattern.source.equals(source);
  }

  @Override
  public int hashCode() {
    return source.hashCode();
  }

  @Override
  public String toString() {
    return source;
  }

  private long literals() {
    return segments.stream().filter(s -> s instanceof Segment.Literal).count();
  }

  private static int rank(Segment segment) {
    return switch (segment) {
      case Segment.Literal literal -> 0;
      case Segment.One one -> 1;
      case Segment.Rest rest -> 2;
    };
  }
}
