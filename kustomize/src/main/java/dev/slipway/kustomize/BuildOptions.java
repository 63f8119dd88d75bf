package dev.slipway.kustomize;

import dev.slipway.kustomize.generate.HelmProgram;
import dev.slipway.kustomize.load.LoadRestriction;
import dev.slipway.kustomize.load.RemoteAccess;
import java.util.Optional;

/**
 * How to build.
 *
 * @param restriction from where files may be read
 * @param remotes whether repositories and files may be fetched from elsewhere
 * @param helm the helm command, if charts may be rendered with it
 */
public record BuildOptions(
    LoadRestriction restriction, RemoteAccess remotes, Optional<HelmProgram> helm) {
  /** Local files only, and no other programs. */
  public static final BuildOptions DEFAULT =
      new BuildOptions(LoadRestriction.ROOT_ONLY, RemoteAccess.REFUSED, Optional.empty());

  /** As the tool does without options: git and web servers are asked, helm is not run. */
  public static final BuildOptions TOOL =
      new BuildOptions(LoadRestriction.ROOT_ONLY, RemoteAccess.ALLOWED, Optional.empty());
}
