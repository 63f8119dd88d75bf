package dev.slipway.identity.job;

import java.util.Map;

/**
 * What {@code permissions:} of a workflow gives a job. A scope that is not named is not given.
 *
 * @param scopes levels by scope, such as {@code contents} and {@code id-token}
 */
public record GrantedPermissions(Map<String, Level> scopes) {
  /** How much of a scope. */
  public enum Level {
    NONE,
    READ,
    WRITE
  }

  public GrantedPermissions {
    scopes = Map.copyOf(scopes);
  }

  Level level(String scope) {
    return scopes.getOrDefault(scope, Level.NONE);
  }
}
