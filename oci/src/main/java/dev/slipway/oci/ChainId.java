package dev.slipway.oci;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * The name of a stack of layers: what a root filesystem is after applying them in order (OCI image
 * specification, config.md, "Layer ChainID").
 */
public record ChainId(Digest digest) implements Comparable<ChainId> {

  @JsonCreator
  public static ChainId parse(String text) {
    return new ChainId(Digest.parse(text));
  }

  /** The chain of {@code parent} with one more layer; of the layer alone without a parent. */
  public static ChainId of(Optional<ChainId> parent, Digest diffId) {
    return parent.map(below -> of(below, diffId)).orElseGet(() -> new ChainId(diffId));
  }

  public static ChainId of(ChainId parent, Digest diffId) {
    return new ChainId(Digest.of((parent + " " + diffId).getBytes(StandardCharsets.UTF_8)));
  }

  /** The chain of all layers, the lowest first; empty for none. */
  public static Optional<ChainId> of(List<Digest> diffIds) {
    Optional<ChainId> chain = Optional.empty();
    for (Digest diffId : diffIds) {
      chain = Optional.of(of(chain, diffId));
    }
    return chain;
  }

  @Override
  public int compareTo(ChainId other) {
    return digest.compareTo(other.digest);
  }

  @JsonValue
  @Override
  public String toString() {
    return digest.toString();
  }
}
