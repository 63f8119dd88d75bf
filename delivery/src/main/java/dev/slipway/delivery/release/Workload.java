package dev.slipway.delivery.release;

import java.util.List;
import java.util.Optional;

/**
 * A Deployment as part of a release.
 *
 * @param template the hash of its pod template
 * @param before the hash that was there when the release changed it; empty when it is carried over
 *     from the release before, or new
 * @param part whether this release changed it
 */
public record Workload(
    String name, String template, Optional<String> before, Part part, List<Image> images) {
  /** What a release did to a Deployment. */
  public enum Part {
    /** Left as it was. */
    CARRIED,
    CHANGED,
    ADDED
  }

  /**
   * An image of one container.
   *
   * @param reference as the manifest names it
   * @param digest what the reference named when the release landed; empty when nobody knew
   */
  public record Image(String container, String reference, Optional<String> digest) {}

  public Workload {
    images = List.copyOf(images);
  }

  public boolean isTouched() {
    return part != Part.CARRIED;
  }

  /** As it is when the next release leaves it alone. */
  public Workload carried() {
    return new Workload(name, template, Optional.empty(), Part.CARRIED, images);
  }
}
