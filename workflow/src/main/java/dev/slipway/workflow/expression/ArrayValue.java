package dev.slipway.workflow.expression;

import dev.slipway.base.Json;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** A list of values. What {@code .*} yields is marked: an index after it reaches into each item. */
public final class ArrayValue implements Value {
  private final List<Value> items;
  private final boolean filtered;

  public ArrayValue(List<? extends Value> items) {
    this(items, false);
  }

  private ArrayValue(List<? extends Value> items, boolean filtered) {
    this.items = List.copyOf(items);
    this.filtered = filtered;
  }

  static ArrayValue filtered(List<? extends Value> items) {
    return new ArrayValue(items, true);
  }

  boolean filtered() {
    return filtered;
  }

  public List<Value> items() {
    return items;
  }

  @Override
  public Kind kind() {
    return Kind.ARRAY;
  }

  @Override
  public String text() {
    return Kind.ARRAY.toString();
  }

  @Override
  public double number() {
    return Double.NaN;
  }

  @Override
  public boolean truthy() {
    return true;
  }

  @Override
  public JsonNode json() {
    var array = Json.MAPPER.createArrayNode();
    items.forEach(item -> array.add(item.json()));
    return array;
  }

  @Override
  public String toString() {
    return "Array of " + items.size();
  }
}
