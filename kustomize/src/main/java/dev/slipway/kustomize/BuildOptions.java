package dev.slipway.kustomize;

import dev.slipway.kustomize.load.LoadRestriction;

/**
 * How to build.
 *
 * @param restriction from where files may be read
 */
public record BuildOptions(LoadRestriction restriction) {
  /** As the tool does without options. */
  public static final BuildOptions DEFAULT = new BuildOptions(LoadRestriction.ROOT_ONLY);
}
