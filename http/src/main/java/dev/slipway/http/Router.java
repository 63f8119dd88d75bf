package dev.slipway.http;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Finds the route of a request among all route sets of a listener. Immutable. */
final class Router {
  private final List<Entry> entries;
  private final List<RouteSet> sets;

  private record Entry(PathPattern pattern, Route route, RouteSet set) {}

  /** What a request line leads to. */
  sealed interface Match {
    /** The room that answers, or writes the error. */
    RouteSet set();

    /** A route with the values of its parameters. */
    record Found(RouteSet set, Route route, Map<String, String> parameters) implements Match {}

    /** The path exists, but not with this method. */
    record WrongMethod(RouteSet set, Set<Method> allowed) implements Match {}

    /** No such path. */
    record Nothing(RouteSet set) implements Match {}
  }

  Router(List<RouteSet> sets) {
    if (sets.isEmpty()) {
      throw new IllegalArgumentException("a listener needs routes");
    }
    this.sets = List.copyOf(sets);
    var all = new ArrayList<Entry>();
    var shapes = new HashMap<String, String>();
    for (RouteSet set : sets) {
      for (Route route : set.routes()) {
        var pattern = PathPattern.compile(route.pattern());
        String previous = shapes.put(route.method() + " " + pattern.shape(), set.name());
        if (previous != null) {
          throw new IllegalArgumentException(
              route.method()
                  + " "
                  + pattern
                  + " is served by both "
                  + previous
                  + " and "
                  + set.name());
        }
        all.add(new Entry(pattern, route, set));
      }
    }
    all.sort(Comparator.comparing(Entry::pattern));
    this.entries = List.copyOf(all);
  }

  /**
   * Finds the route; a {@code HEAD} without a route of its own takes the {@code GET} route.
   *
   * @param path the decoded segments of the path
   */
  Match find(Method method, List<String> path) {
    var allowed = EnumSet.noneOf(Method.class);
    Optional<RouteSet> owner = Optional.empty();
    Optional<Match> getForHead = Optional.empty();
    for (Entry entry : entries) {
      var parameters = entry.pattern.match(path);
      if (parameters.isEmpty()) {
        continue;
      }
      var found = new Match.Found(entry.set, entry.route, parameters.get());
      if (entry.route.method() == method) {
        return found;
      }
      if (method == Method.HEAD && entry.route.method() == Method.GET && getForHead.isEmpty()) {
        getForHead = Optional.of(found);
      }
      allowed.add(entry.route.method());
      owner = owner.isEmpty() ? Optional.of(entry.set) : owner;
    }
    if (getForHead.isPresent()) {
      return getForHead.get();
    }
    return owner
        .<Match>map(set -> new Match.WrongMethod(set, allowed))
        .orElseGet(() -> new Match.Nothing(nearest(path)));
  }

  /** The room that owns the first segment writes the error; the first room otherwise. */
  RouteSet nearest(List<String> path) {
    return entries.stream()
        .filter(e -> e.pattern.firstLiteral().equals(Optional.of(path.getFirst())))
        .map(Entry::set)
        .findFirst()
        .orElse(sets.getFirst());
  }
}
