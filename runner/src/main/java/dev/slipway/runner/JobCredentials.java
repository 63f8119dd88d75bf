package dev.slipway.runner;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

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
  /** All of the tokens: they must never appear in a log. */
  public List<String> tokens() {
    return Stream.concat(
            Stream.of(runtimeToken, githubToken, slipwayToken),
            idToken.stream().map(IdTokenRequest::token))
        .toList();
  }

  @Override
  public String toString() {
    return "JobCredentials[idToken=" + idToken.isPresent() + "]";
  }
}
