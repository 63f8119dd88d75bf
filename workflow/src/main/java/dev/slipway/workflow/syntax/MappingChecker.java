package dev.slipway.workflow.syntax;

import dev.slipway.workflow.expression.Names;
import dev.slipway.workflow.expression.Value;
import dev.slipway.workflow.syntax.Schema.BuiltIn;
import dev.slipway.workflow.syntax.Schema.MapOf;
import dev.slipway.workflow.syntax.Schema.Slot;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Maps against the schema: known keys, doubled keys, missing keys, which of several maps is meant.
 */
final class MappingChecker {
  private static final Slot TEXT = new Slot(BuiltIn.NONEMPTY, Optional.empty(), false);

  private final Problems problems;
  private final SchemaChecker values;
  private final Expressions expressions;

  MappingChecker(Problems problems, SchemaChecker values, Expressions expressions) {
    this.problems = problems;
    this.values = values;
    this.expressions = expressions;
  }

  /** A map whose keys and values are free. */
  Data any(Data.Entries entries, Names names) {
    Slot any = new Slot(BuiltIn.ANY, Optional.empty(), false);
    MapOf map = new MapOf(Map.of(), Optional.of(any), Set.of());
    return check(entries, List.of(map), names);
  }

  Data check(Data.Entries entries, List<MapOf> options, Names names) {
    List<MapOf> candidates = new ArrayList<>(options);
    Set<String> seen = new HashSet<>();
    List<Data.Entry> checked = new ArrayList<>();
    for (Data.Entry entry : entries.entries()) {
      Data.Key key = key(entry.key(), candidates, names);
      if (isRepeated(key, seen)) {
        continue;
      }
      entry(new Data.Entry(key, entry.value()), candidates, names).ifPresent(checked::add);
    }
    finish(entries, candidates, seen);
    return new Data.Entries(entries.at(), checked);
  }

  private Data.Key key(Data.Key key, List<MapOf> candidates, Names names) {
    boolean free = candidates.stream().anyMatch(map -> map.others().isPresent());
    if (!free || !(key instanceof Data.Key.Name name) || !name.text().contains("${{")) {
      return key;
    }
    return expressions.key(name, names);
  }

  private boolean isRepeated(Data.Key key, Set<String> seen) {
    if (!(key instanceof Data.Key.Name name) || seen.add(fold(name.text()))) {
      return false;
    }
    problems.add(
        key.at(), "'" + name.text() + "' is already defined", "Keys that differ in case are one.");
    return true;
  }

  private static String fold(String key) {
    return key.toLowerCase(Locale.ROOT);
  }

  private Optional<Data.Entry> entry(Data.Entry entry, List<MapOf> candidates, Names names) {
    if (!(entry.key() instanceof Data.Key.Name name)) {
      return candidates.getFirst().others().map(slot -> checked(entry, slot, names));
    }
    List<MapOf> matching =
        candidates.stream().filter(map -> map.keys().containsKey(name.text())).toList();
    if (!matching.isEmpty()) {
      candidates.retainAll(matching);
      Slot slot = slot(matching.getFirst(), name.text());
      return Optional.of(checked(entry, slot, names));
    }
    Optional<Slot> others = candidates.getFirst().others();
    if (others.isPresent()) {
      values.check(new Data.Literal(name.at(), Value.of(name.text())), TEXT, names);
      return Optional.of(checked(entry, others.get(), names));
    }
    Set<String> known = new TreeSet<>();
    candidates.forEach(map -> known.addAll(map.keys().keySet()));
    problems.add(
        name.at(), "Unexpected value '" + name.text() + "'", Wording.keys(known, name.text()));
    return Optional.empty();
  }

  private static Slot slot(MapOf map, String key) {
    Slot slot = map.keys().get(key);
    if (slot == null) {
      throw new IllegalStateException("no key " + key);
    }
    return slot;
  }

  private Data.Entry checked(Data.Entry entry, Slot slot, Names names) {
    return new Data.Entry(entry.key(), values.check(entry.value(), slot, names));
  }

  private void finish(Data.Entries entries, List<MapOf> candidates, Set<String> seen) {
    if (candidates.size() > 1) {
      problems.add(
          entries.at(),
          "There's not enough info to determine what you meant. Add one of these properties: "
              + String.join(", ", distinguishing(candidates)));
      return;
    }
    candidates
        .getFirst()
        .keys()
        .forEach((key, slot) -> {
          if (slot.required() && !seen.contains(fold(key))) {
            problems.add(entries.at(), "Required property is missing: " + key);
          }
        });
  }

  /** The keys that only one of the maps has. */
  private List<String> distinguishing(List<MapOf> candidates) {
    Map<String, Integer> count = new TreeMap<>();
    for (MapOf map : candidates) {
      for (String key : map.keys().keySet()) {
        if (!map.quiet().contains(key)) {
          count.merge(key, 1, Integer::sum);
        }
      }
    }
    return count.entrySet().stream().filter(e -> e.getValue() == 1).map(Map.Entry::getKey).toList();
  }
}
