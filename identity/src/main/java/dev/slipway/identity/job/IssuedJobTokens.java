package dev.slipway.identity.job;

import dev.slipway.identity.Token;
import java.util.Optional;

/**
 * The tokens of a job; they end with it.
 *
 * @param runtime for the cache and artifact services, a JWT that their clients look into
 * @param github for git and the API of the job's own repository, by {@code permissions:}
 * @param slipway for {@code /api/v1/job/...}
 * @param idToken where to get ID tokens; only with {@code id-token: write}, never for forks
 */
public record IssuedJobTokens(
    Token runtime, Token github, Token slipway, Optional<IdTokenRequest> idToken) {

  /**
   * Where a job asks for ID tokens.
   *
   * @param url has a query already, as clients append {@code &audience=}
   * @param token the bearer
   */
  public record IdTokenRequest(String url, Token token) {}
}
