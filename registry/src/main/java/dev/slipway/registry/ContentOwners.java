package dev.slipway.registry;

import dev.slipway.oci.Digest;
import java.util.Set;

/** Port: who else needs content of the blob store that the registry also uses. */
@FunctionalInterface
public interface ContentOwners {
  /** Nobody. */
  ContentOwners NONE = Set::of;

  /** All digests that are needed, whether the registry holds them or not. */
  Set<Digest> needed();
}
