package dev.slipway.runner;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a job proves itself with; worthless when the job has ended.
 *
 * @param runtimeToken for the cache and artifact services
 * @param githubToken for the repository, as its permissions say
 * @param slipwayToken for {@code /api/v1/job/...} only
 * @param idToken only with the permission {@code id-token: write}, never for forks
 */
public record JobCredentials(
    String runtimeToken,
    String githubToken,
    String slipwayToken,
    Optional<IdTokenRequest> idToken) {
  /** Everything that must never appear in a log. */
  public List<String> secrets() {
    return Stream.concat(
            Stream.of(runtimeToken, githubToken, slipwayToken),
            idToken.stream().map(IdTokenRequest::token))
        .toList();
  }

  /** Hides the tokens. */
  @Override
  public String toString() {
    return "JobCredentials[hidden]";
  }
}
