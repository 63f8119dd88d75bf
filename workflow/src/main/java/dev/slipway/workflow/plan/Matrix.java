package dev.slipway.workflow.plan;

import dev.slipway.workflow.expression.ArrayValue;
import dev.slipway.workflow.expression.NullValue;
import dev.slipway.workflow.expression.ObjectValue;
import dev.slipway.workflow.expression.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The combinations of a matrix, in the order GitHub makes them. */
final class Matrix {
  /** More jobs are refused. */
  static final int MOST = 256;

  private static final String INCLUDE = "include";
  private static final String EXCLUDE = "exclude";

  private final Map<String, List<Value>> vectors = new LinkedHashMap<>();

  private Matrix(ObjectValue matrix) {
    matrix
        .entries()
        .forEach((name, value) -> {
          if (!name.equalsIgnoreCase(INCLUDE) && !name.equalsIgnoreCase(EXCLUDE)) {
            vectors.put(name, items(value, name));
          }
        });
  }

  /**
   * Every combination by vector name.
   *
   * @throws PlanException when the matrix is malformed, empty or too large
   */
  static List<Map<String, Value>> expand(Value matrix) {
    if (!(matrix instanceof ObjectValue object)) {
      throw new PlanException("The matrix is no object but " + matrix.kind());
    }
    Matrix expansion = new Matrix(object);
    List<Map<String, Value>> combinations = expansion.product();
    for (Value exclude : list(object, EXCLUDE)) {
      ObjectValue pattern = object(exclude, EXCLUDE);
      combinations.removeIf(combination -> matches(combination, pattern));
    }
    List<Map<String, Value>> result = expansion.include(combinations, list(object, INCLUDE));
    if (result.isEmpty()) {
      throw new PlanException("The matrix has no combination");
    }
    if (result.size() > MOST) {
      throw tooMany(result.size());
    }
    return result;
  }

  private static PlanException tooMany(long jobs) {
    return new PlanException(
        "The matrix makes " + jobs + " jobs, at most " + MOST + " are possible");
  }

  private static List<Value> items(Value value, String name) {
    if (value instanceof ArrayValue array) {
      if (array.items().isEmpty()) {
        throw new PlanException("The matrix vector '" + name + "' is empty");
      }
      return array.items();
    }
    throw new PlanException("The matrix vector '" + name + "' is no list but " + value.kind());
  }

  private static List<Value> list(ObjectValue matrix, String name) {
    Value value = matrix.get(name).orElse(NullValue.NULL);
    if (value == NullValue.NULL) {
      return List.of();
    }
    if (value instanceof ArrayValue array) {
      return array.items();
    }
    throw new PlanException("The matrix's " + name + " is no list but " + value.kind());
  }

  private static ObjectValue object(Value value, String name) {
    if (value instanceof ObjectValue object) {
      return object;
    }
    throw new PlanException(
        "An entry of the matrix's " + name + " is no object but " + value.kind());
  }

  private List<Map<String, Value>> product() {
    List<Map<String, Value>> result = new ArrayList<>();
    if (vectors.isEmpty()) {
      return result;
    }
    long size = 1;
    for (List<Value> vector : vectors.values()) {
      size *= vector.size();
      if (size > MOST * (long) MOST) {
        throw tooMany(size);
      }
    }
    result.add(Map.of());
    for (Map.Entry<String, List<Value>> vector : vectors.entrySet()) {
      List<Map<String, Value>> longer = new ArrayList<>();
      for (Map<String, Value> combination : result) {
        for (Value value : vector.getValue()) {
          Map<String, Value> more = new LinkedHashMap<>(combination);
          more.put(vector.getKey(), value);
          longer.add(more);
        }
      }
      result = longer;
    }
    return result;
  }

  /** Extends the combinations an include fits, else adds it as one of its own. */
  private List<Map<String, Value>> include(
      List<Map<String, Value>> combinations, List<Value> includes) {
    List<Map<String, Value>> result = new ArrayList<>();
    combinations.forEach(c -> result.add(new LinkedHashMap<>(c)));
    List<Map<String, Value>> added = new ArrayList<>();
    for (Value include : includes) {
      ObjectValue extra = object(include, INCLUDE);
      boolean extended = false;
      for (int i = 0; i < combinations.size(); i++) {
        if (fits(combinations.get(i), extra)) {
          extend(result.get(i), extra);
          extended = true;
        }
      }
      if (!extended) {
        added.add(new LinkedHashMap<>(extra.entries()));
      }
    }
    result.addAll(added);
    return result;
  }

  /** Whether no value of the vectors would be overwritten. */
  private static boolean fits(Map<String, Value> combination, ObjectValue extra) {
    return combination.entrySet().stream()
        .allMatch(e -> extra.get(e.getKey()).map(v -> same(e.getValue(), v)).orElse(true));
  }

  private static void extend(Map<String, Value> combination, ObjectValue extra) {
    extra
        .entries()
        .forEach((name, value) -> {
          if (combination.keySet().stream().noneMatch(k -> k.equals(name))) {
            combination.keySet().removeIf(k -> k.equalsIgnoreCase(name));
          }
          combination.put(name, value);
        });
  }

  private static boolean matches(Map<String, Value> combination, ObjectValue pattern) {
    ObjectValue values = ObjectValue.of(combination);
    return pattern.entries().entrySet().stream()
        .allMatch(e -> values.get(e.getKey()).map(v -> contains(v, e.getValue())).orElse(false));
  }

  private static boolean same(Value a, Value b) {
    return contains(a, b) && contains(b, a);
  }

  /** Whether {@code value} has all that {@code pattern} asks for. */
  private static boolean contains(Value value, Value pattern) {
    if (value instanceof ObjectValue have && pattern instanceof ObjectValue want) {
      return want.entries().entrySet().stream()
          .allMatch(e -> have.get(e.getKey()).map(v -> contains(v, e.getValue())).orElse(false));
    }
    if (value instanceof ArrayValue have && pattern instanceof ArrayValue want) {
      if (have.items().size() != want.items().size()) {
        return false;
      }
      for (int i = 0; i < have.items().size(); i++) {
        if (!contains(have.items().get(i), want.items().get(i))) {
          return false;
        }
      }
      return true;
    }
    return value.kind() == pattern.kind() && Objects.equals(value.text(), pattern.text());
  }

  /** What tells one combination from the others, for names: {@code 20, ubuntu-latest}. */
  static String label(Map<String, Value> combination) {
    List<String> parts = new ArrayList<>();
    combination.values().forEach(value -> collect(value, parts));
    return String.join(", ", parts);
  }

  private static void collect(Value value, List<String> into) {
    switch (value) {
      case ObjectValue object -> object.entries().values().forEach(v -> collect(v, into));
      case ArrayValue array -> array.items().forEach(v -> collect(v, into));
      default -> into.add(value.text());
    }
  }
}
