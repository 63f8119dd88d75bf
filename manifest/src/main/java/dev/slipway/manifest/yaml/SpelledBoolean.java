package dev.slipway.manifest.yaml;

import tools.jackson.databind.node.BooleanNode;

/** A boolean spelled with capitals, such as {@code True}. */
public final class SpelledBoolean extends BooleanNode implements Spelling {
  private final String spelling;

  SpelledBoolean(boolean value, String spelling) {
    super(value);
    this.spelling = spelling;
  }

  @Override
  public String spelling() {
    return spelling;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof BooleanNode bool && bool.booleanValue() == booleanValue();
  }

  @Override
  public int hashCode() {
    return Boolean.hashCode(booleanValue());
  }
}
