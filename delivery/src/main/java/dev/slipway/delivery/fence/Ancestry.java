package dev.slipway.delivery.fence;

/** Port: how the commits of a repository follow each other. */
public interface Ancestry {
  /** How {@code commit} stands to {@code other}. */
  Order order(String repository, String commit, String other);

  /** Whether the branch that {@code ref} names has the commit in its history now. */
  boolean isOn(String repository, String ref, String commit);

  /** How one commit stands to another. */
  enum Order {
    SAME,
    /** It is an ancestor of the other. */
    OLDER,
    /** It is a descendant of the other. */
    NEWER,
    /** Neither follows the other. */
    APART,
    /** The repository does not know one of them. */
    UNKNOWN
  }
}
