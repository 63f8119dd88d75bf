package dev.slipway.dockerfile.cache;

import java.time.Instant;

/** An entry of the cache with when it last served a build, to within an hour. */
public record Usage(CacheEntry entry, Instant lastUsed) {}
