package dev.slipway.kustomize.generate;

import java.util.List;

/**
 * The helm command a build may run.
 *
 * @param command its name on the PATH, or its path
 * @param apiVersions what the cluster offers, as helm's {@code --api-versions}; a chart's own win
 * @param kubeVersion the cluster's version; empty for helm's default
 * @param verbosity whether helm prints what it does
 */
public record HelmProgram(
    String command, List<String> apiVersions, String kubeVersion, Verbosity verbosity) {
  /** How much helm says. */
  public enum Verbosity {
    USUAL,
    DEBUG
  }

  public HelmProgram {
    apiVersions = List.copyOf(apiVersions);
  }

  /** The command of this name, without options. */
  public static HelmProgram named(String command) {
    return new HelmProgram(command, List.of(), "", Verbosity.USUAL);
  }
}
