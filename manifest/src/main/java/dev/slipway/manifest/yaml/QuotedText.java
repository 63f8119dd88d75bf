package dev.slipway.manifest.yaml;

import tools.jackson.databind.node.StringNode;

/**
 * Text written in quotes or as a block. It keeps its quotes when a patch puts a number in its
 * place, so that number becomes text.
 */
public final class QuotedText extends StringNode implements Spelling {
  public QuotedText(String text) {
    super(text);
  }

  @Override
  public String spelling() {
    return stringValue();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof StringNode text && text.stringValue().equals(stringValue());
  }

  @Override
  public int hashCode() {
    return super.hashCode();
  }
}
