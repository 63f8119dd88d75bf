package dev.slipway.container;

import java.util.List;

/**
 * Whom a process runs as, in numbers.
 *
 * @param groups supplementary groups, without {@code gid}
 */
public record ProcessUser(int uid, int gid, List<Integer> groups) {
  public static final ProcessUser ROOT = new ProcessUser(0, 0, List.of());

  public ProcessUser {
    groups = List.copyOf(groups);
  }
}
