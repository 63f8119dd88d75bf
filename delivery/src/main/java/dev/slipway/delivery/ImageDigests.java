package dev.slipway.delivery;

import java.util.Optional;

/** Port: what image names stand for (specification-notes S59). */
public interface ImageDigests {
  /** The digest that a reference names now; empty when nobody knows it. */
  Optional<String> digest(String reference);

  /** On behalf of which commit an image was pushed; empty when nobody knows. */
  Optional<Provenance> provenance(String digest);

  /** Where an image comes from. */
  record Provenance(String repository, String commit) {}
}
