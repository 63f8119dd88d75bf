package dev.slipway.workflow.expression;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.BooleanNode;

/** {@code true} or {@code false}. */
public enum BooleanValue implements Value {
  FALSE,
  TRUE;

  @Override
  public Kind kind() {
    return Kind.BOOLEAN;
  }

  @Override
  public String text() {
    return this == TRUE ? "true" : "false";
  }

  @Override
  public double number() {
    return this == TRUE ? 1 : 0;
  }

  @Override
  public boolean truthy() {
    return this == TRUE;
  }

  @Override
  public JsonNode json() {
    return BooleanNode.valueOf(this == TRUE);
  }
}
