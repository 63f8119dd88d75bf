package dev.slipway.manifest.yaml;

import dev.slipway.base.InputException;
import dev.slipway.base.InputException.Position;

/**
 * What becomes of a key that appears twice in one map; after {@link #found} the last one counts.
 */
@FunctionalInterface
public interface RepeatedKeys {
  /** A mistake. */
  RepeatedKeys REFUSED =
      (where, key) -> {
        throw new InputException(
            where, "the key \"" + key + "\" appears twice in one map", "Remove one of the two.");
      };

  /** Told of the second place of a key. */
  void found(Position where, String key);
}
