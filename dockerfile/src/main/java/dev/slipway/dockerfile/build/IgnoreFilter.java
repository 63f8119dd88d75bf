package dev.slipway.dockerfile.build;

import dev.slipway.dockerfile.files.PathFilter;
import dev.slipway.dockerfile.ignore.IgnoreMatcher;
import dev.slipway.dockerfile.ignore.IgnorePatterns;

/** What an ignore file leaves of a context. */
record IgnoreFilter(IgnorePatterns patterns) implements PathFilter {
  @Override
  public boolean keeps(String path) {
    return !patterns.matches(path);
  }

  @Override
  public boolean mayKeepBelow(String directory) {
    if (!patterns.hasExceptions()) {
      return false;
    }
    IgnoreMatcher here = patterns.matcher();
    for (String name : directory.split("/")) {
      here = here.directory(name);
    }
    return !here.nothingBelow();
  }
}
