package dev.slipway.workflow.expression;

import dev.slipway.base.Json;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import tools.jackson.databind.JsonNode;

/** Properties in the order they were set. Their names ignore case unless the builder is exact. */
public final class ObjectValue implements Value {
  private final Map<String, Property> properties;
  private final UnaryOperator<String> fold;

  private record Property(String name, Value value) {}

  private ObjectValue(Map<String, Property> properties, UnaryOperator<String> fold) {
    this.properties = Collections.unmodifiableMap(properties);
    this.fold = fold;
  }

  /** Collects the properties of an object. Not for use by several threads. */
  public static final class Builder {
    private final Map<String, Property> properties = new LinkedHashMap<>();
    private final UnaryOperator<String> fold;

    private Builder(UnaryOperator<String> fold) {
      this.fold = fold;
    }

    /** Sets a property; one that is there keeps its place and its spelling. */
    public Builder put(String name, Value value) {
      properties.merge(
          fold.apply(name), new Property(name, value), (old, now) -> new Property(old.name, value));
      return this;
    }

    /** Sets a property to text. */
    public Builder put(String name, String text) {
      return put(name, Value.of(text));
    }

    public ObjectValue build() {
      return new ObjectValue(new LinkedHashMap<>(properties), fold);
    }
  }

  public static Builder builder() {
    return new Builder(Folding::fold);
  }

  /** For names whose case matters, such as those of environment variables. */
  public static Builder exact() {
    return new Builder(UnaryOperator.identity());
  }

  public static ObjectValue of(Map<String, ? extends Value> properties) {
    var builder = builder();
    properties.forEach(builder::put);
    return builder.build();
  }

  /** An object of text properties. */
  public static ObjectValue ofText(Map<String, String> properties) {
    var builder = builder();
    properties.forEach(builder::put);
    return builder.build();
  }

  public Optional<Value> get(String name) {
    return Optional.ofNullable(properties.get(fold.apply(name))).map(Property::value);
  }

  /** The properties by name, in order. */
  public Map<String, Value> entries() {
    Map<String, Value> entries = new LinkedHashMap<>();
    properties.values().forEach(p -> entries.put(p.name, p.value));
    return entries;
  }

  Collection<Value> values() {
    return properties.values().stream().map(Property::value).toList();
  }

  @Override
  public Kind kind() {
    return Kind.OBJECT;
  }

  @Override
  public String text() {
    return Kind.OBJECT.toString();
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
    var object = Json.MAPPER.createObjectNode();
    properties.values().forEach(p -> object.set(p.name, p.value.json()));
    return object;
  }

  @Override
  public String toString() {
    return "Object of " + properties.size();
  }
}
