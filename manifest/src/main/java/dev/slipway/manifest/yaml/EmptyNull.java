package dev.slipway.manifest.yaml;

import tools.jackson.databind.node.NullNode;

/** A null nobody wrote: {@code key:} with nothing after it. Patching removes such keys. */
public final class EmptyNull extends NullNode implements Spelling {
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
