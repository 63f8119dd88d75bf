package dev.slipway.dockerfile.build;

import dev.slipway.dockerfile.files.PathFilter;
import dev.slipway.dockerfile.ignore.IgnorePatterns;

/** What an ignore file leaves of a context. */
record IgnoreFilter(IgnorePatterns patterns) implements PathFilter {
  @Override
  public boolean keeps(String path) {
    return !patterns.matches(path);
  }

  @Override
  public boolean mayKeepBelow(String directory) {
    return patterns.hasExceptions();
  }
}
