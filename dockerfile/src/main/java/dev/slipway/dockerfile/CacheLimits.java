package dev.slipway.dockerfile;

import java.time.Duration;

/**
 * What the build cache may keep.
 *
 * @param unusedFor results that served no build for so long go
 * @param bytes the files of all results together; the longest unused go first
 */
public record CacheLimits(Duration unusedFor, long bytes) {
  /** A month, and 20 GB. */
  public static final CacheLimits STANDARD = new CacheLimits(Duration.ofDays(30), 20_000_000_000L);

  public CacheLimits {
    if (unusedFor.isNegative() || bytes < 0) {
      throw new IllegalArgumentException("limits cannot be negative");
    }
  }
}
