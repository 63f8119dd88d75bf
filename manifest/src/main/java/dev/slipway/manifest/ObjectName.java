package dev.slipway.manifest;

import java.util.Comparator;

/**
 * Where an object of one kind lives; ordered by namespace, then name.
 *
 * @param namespace its namespace; empty for cluster-wide objects
 * @param name its name
 */
public record ObjectName(String namespace, String name) implements Comparable<ObjectName> {
  private static final Comparator<ObjectName> ORDER =
      Comparator.comparing(ObjectName::namespace).thenComparing(ObjectName::name);

  /** The name of a cluster-wide object. */
  public static ObjectName cluster(String name) {
    return new ObjectName("", name);
  }

  @Override
  public int compareTo(ObjectName other) {
    return ORDER.compare(this, other);
  }

  /** {@code namespace/name}, or the name alone. */
  @Override
  public String toString() {
    return namespace.isEmpty() ? name : namespace + "/" + name;
  }
}
