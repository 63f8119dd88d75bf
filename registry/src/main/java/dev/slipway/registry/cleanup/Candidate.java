package dev.slipway.registry.cleanup;

import dev.slipway.oci.Digest;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * An image or index that a clean-up decides about.
 *
 * @param name the name under which it lies, without a host
 * @param packageName its name within the repository
 * @param pushed when it first came
 * @param pulled when it was last pulled; empty when never
 * @param subject what it is about, for signatures and the like
 * @param parts the manifests that it consists of, for an index
 */
public record Candidate(
    String name,
    String packageName,
    Digest digest,
    List<String> tags,
    Instant pushed,
    Optional<Instant> pulled,
    Optional<Digest> subject,
    List<Digest> parts) {
  private static final String SIGNATURE = "sha256-";
  private static final int HEX = 64;

  public Candidate {
    tags = List.copyOf(tags);
    parts = List.copyOf(parts);
  }

  /**
   * What it is about: its subject, or what a tag such as {@code sha256-HEX.sig} names, under which
   * older tools keep signatures.
   */
  Optional<Digest> about() {
    return subject.or(() -> tags.stream().flatMap(t -> signed(t).stream()).findFirst());
  }

  private static Optional<Digest> signed(String tag) {
    if (!tag.startsWith(SIGNATURE) || tag.length() < SIGNATURE.length() + HEX) {
      return Optional.empty();
    }
    String hex = tag.substring(SIGNATURE.length(), SIGNATURE.length() + HEX);
    return Digest.find("sha256:" + hex);
  }
}
