package dev.slipway.runner.port;

import java.util.Optional;

/**
 * The tokens of one job; they end with it. It prints without them.
 *
 * @param runtimeToken for the cache and artifact services
 * @param githubToken the {@code GITHUB_TOKEN}
 * @param slipwayToken for {@code /api/v1/job/…} only
 * @param idToken present only when the job has {@code id-token: write}
 */
public record JobCredentials(
    String runtimeToken,
    String githubToken,
    String slipwayToken,
    Optional<IdTokenRequest> idToken) {
  @Override
  public String toString() {
    return "JobCredentials[idToken=" + idToken.isPresent() + "]";
  }
}
