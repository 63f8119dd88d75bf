package dev.slipway.git;

import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * A clone with a work tree, as it shall be.
 *
 * @param commit what is checked out
 * @param head what HEAD becomes: a branch such as {@code refs/heads/main}, or empty for the commit
 *     itself (a detached HEAD)
 * @param refs the refs of the clone, by full name
 * @param depth how many commits of history come along, counted from the checked-out one; empty for
 *     all
 * @param config lines for {@code .git/config}
 */
public record CloneOrder(
    CommitId commit,
    String head,
    Map<String, CommitId> refs,
    OptionalInt depth,
    List<Setting> config) {
  public CloneOrder {
    refs = Map.copyOf(refs);
    config = List.copyOf(config);
  }

  /**
   * One line of a configuration.
   *
   * @param subsection empty for none
   */
  public record Setting(String section, String subsection, String name, String value) {
    /** Hides the value: it may be a header with a token. */
    @Override
    public String toString() {
      return section + (subsection.isEmpty() ? "" : "." + subsection) + "." + name;
    }
  }
}
