package dev.slipway.registry;

import dev.slipway.oci.Digest;
import java.util.Optional;

/**
 * A wish to move a tag.
 *
 * @param name the repository's name in the registry, without a host
 * @param to what it is to name; empty to take it away
 * @param expected what it has to name now, or nothing is done
 */
public record TagChange(String name, String tag, Optional<Digest> to, Expected expected) {
  /** What a tag has to name before it is moved. */
  public sealed interface Expected {
    /** Whatever it names. */
    record Anything() implements Expected {}

    /** It is not there. */
    record Nothing() implements Expected {}

    /** This image. */
    record Exactly(Digest digest) implements Expected {}

    default boolean isMetBy(Optional<Digest> now) {
      return switch (this) {
        case Anything anything -> true;
        case Nothing nothing -> now.isEmpty();
        case Exactly exactly -> now.equals(Optional.of(exactly.digest()));
      };
    }
  }

  /** A move whatever it named before. */
  public static TagChange to(String name, String tag, Digest digest) {
    return new TagChange(name, tag, Optional.of(digest), new Expected.Anything());
  }

  TagChange expecting(Expected those) {
    return new TagChange(name, tag, to, those);
  }

  @Override
  public String toString() {
    return name + ":" + tag;
  }
}
