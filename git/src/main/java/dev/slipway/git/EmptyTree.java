package dev.slipway.git;

import java.io.IOException;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.TreeFormatter;

/** The tree without entries: what a root commit started from. */
final class EmptyTree {
  private EmptyTree() {}

  static ObjectId insert(ObjectInserter inserter) throws IOException {
    var id = inserter.insert(new TreeFormatter());
    inserter.flush();
    return id;
  }
}
