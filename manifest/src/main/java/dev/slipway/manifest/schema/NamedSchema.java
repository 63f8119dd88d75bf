package dev.slipway.manifest.schema;

import java.util.Map;

/** A type by name, looked up when needed so that types may contain each other. */
record NamedSchema(Map<String, Map<String, TypeSchema>> types, String name) implements TypeSchema {
  @Override
  public TypeSchema field(String field) {
    return types.getOrDefault(name, Map.of()).getOrDefault(field, UNKNOWN);
  }

  @Override
  public TypeSchema element() {
    return UNKNOWN;
  }

  @Override
  public MergeRule rule() {
    return MergeRule.NONE;
  }

  @Override
  public String toString() {
    return name;
  }
}
