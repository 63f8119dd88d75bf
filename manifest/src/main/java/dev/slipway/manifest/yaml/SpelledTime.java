package dev.slipway.manifest.yaml;

import tools.jackson.databind.node.StringNode;

/** A date or time without quotes: its value is in RFC 3339, within quotes it is as spelled. */
public final class SpelledTime extends StringNode implements Spelling {
  private final String spelling;

  SpelledTime(String canonical, String spelling) {
    super(canonical);
    this.spelling = spelling;
  }

  @Override
  public String spelling() {
    return spelling;
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
