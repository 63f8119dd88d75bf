package dev.slipway.registry;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Remembers what is in the database.
 *
 * <p>Never stale: a value is loaded under its key's lock, and a change is committed before {@link
 * #forget} waits for that lock. So a load that began before the commit is forgotten after it, and
 * one that begins later sees the change. Absent values are not remembered, as anybody may ask for
 * any number of them.
 */
final class Cache<K, V> {
  private final Map<K, V> values = new ConcurrentHashMap<>();
  private final int limit;

  Cache(int limit) {
    this.limit = limit;
  }

  Optional<V> get(K key, Function<K, Optional<V>> load) {
    V known = values.get(key);
    if (known != null) {
      return Optional.of(known);
    }
    if (values.size() > limit) {
      values.clear();
    }
    return Optional.ofNullable(values.computeIfAbsent(key, k -> load.apply(k).orElse(null)));
  }

  /** To be called after the change is committed. */
  void forget(K key) {
    values.remove(key);
  }
}
