package dev.slipway.workflow.expression;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.StringNode;

/**
 * Text. Comparing in expressions ignores case, {@link #equals} does not.
 *
 * @param text the characters
 */
public record StringValue(String text) implements Value {
  @Override
  public Kind kind() {
    return Kind.STRING;
  }

  @Override
  public double number() {
    return Numbers.parse(text);
  }

  @Override
  public boolean truthy() {
    return !text.isEmpty();
  }

  @Override
  public JsonNode json() {
    return StringNode.valueOf(text);
  }
}
