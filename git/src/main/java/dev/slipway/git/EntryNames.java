package dev.slipway.git;

import dev.slipway.base.InputException;
import java.util.Locale;
import org.eclipse.jgit.treewalk.TreeWalk;

/** Names of a tree that came from a client: none may lead out of its directory. */
final class EntryNames {
  private EntryNames() {}

  /** The name of the entry, which stays inside its directory. */
  static String safe(TreeWalk walk) {
    String name = walk.getNameString();
    if (name.isEmpty()
        || name.equals(".")
        || name.equals("..")
        || name.indexOf('/') >= 0
        || name.indexOf('\0') >= 0) {
      throw unsafe(walk, "would leave the directory");
    }
    if (name.toLowerCase(Locale.ROOT).equals(".git")) {
      throw unsafe(walk, "would be taken for git's own data");
    }
    return name;
  }

  static InputException unsafe(TreeWalk walk, String why) {
    return new InputException(
        InputException.Position.of("path \"" + walk.getPathString() + "\""),
        why,
        "rewrite the commit without this entry");
  }
}
