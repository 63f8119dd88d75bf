package dev.slipway.workflow.expression;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.NullNode;

/** Nothing: the literal {@code null}, and what a missing property yields. */
public enum NullValue implements Value {
  NULL;

  @Override
  public Kind kind() {
    return Kind.NULL;
  }

  @Override
  public String text() {
    return "";
  }

  @Override
  public double number() {
    return 0;
  }

  @Override
  public boolean truthy() {
    return false;
  }

  @Override
  public JsonNode json() {
    return NullNode.getInstance();
  }
}
