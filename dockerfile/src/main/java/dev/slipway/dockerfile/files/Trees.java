package dev.slipway.dockerfile.files;

import java.io.IOException;

/** Trees taken as they are. */
public final class Trees {
  private Trees() {}

  /** Everything in a tree. */
  public static Selected whole(SourceTree tree) throws IOException {
    TreeFile root = tree.find("").orElseThrow(() -> new IOException(tree.name() + " is gone"));
    return new Selected("", root, tree.below(root));
  }
}
