package dev.slipway.manifest.yaml;

import tools.jackson.databind.node.NullNode;

/**
 * A null nobody wrote: {@code key:} with nothing after it. Patching removes such keys; one that
 * stands in braces ends as an empty text.
 */
public final class EmptyNull extends NullNode implements Spelling {
  private final Place place;

  /** In what kind of map the key stands. */
  enum Place {
    BLOCK,
    BRACES
  }

  EmptyNull(Place place) {
    this.place = place;
  }

  Place place() {
    return place;
  }

  @Override
  public String spelling() {
    return "";
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof NullNode;
  }

  @Override
  public int hashCode() {
    return NullNode.getInstance().hashCode();
  }
}
