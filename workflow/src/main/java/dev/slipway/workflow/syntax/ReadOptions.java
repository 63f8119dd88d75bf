package dev.slipway.workflow.syntax;

import java.util.Optional;

/**
 * The rules of a reading.
 *
 * @param limits of each file
 * @param calls how deep workflows may call workflows
 * @param permissions of a job when no file says; empty means everything
 * @param follow whether called workflows are read too
 */
record ReadOptions(
    YamlLimits limits, int calls, Optional<Permissions> permissions, boolean follow) {
  static final ReadOptions DEFAULT =
      new ReadOptions(YamlLimits.DEFAULT, 9, Optional.of(Permissions.DEFAULT), true);
}
