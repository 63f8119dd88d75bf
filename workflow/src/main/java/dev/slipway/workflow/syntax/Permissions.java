package dev.slipway.workflow.syntax;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a job's tokens may do, by scope. A scope that is not named is {@link Access#NONE}.
 *
 * @param scopes those above none, in the order they were named
 */
public record Permissions(Map<String, Access> scopes) {
  /** Every scope there is. */
  public static final List<String> SCOPES =
      List.of(
          "actions",
          "artifact-metadata",
          "attestations",
          "checks",
          "code-quality",
          "contents",
          "copilot-requests",
          "deployments",
          "discussions",
          "drives",
          "id-token",
          "issues",
          "models",
          "packages",
          "pages",
          "pull-requests",
          "repository-projects",
          "security-events",
          "statuses",
          "vulnerability-alerts");

  /** Nothing at all. */
  public static final Permissions NONE = new Permissions(Map.of());

  /** What a job may do when neither it nor its workflow says (S40): read code and packages. */
  public static final Permissions DEFAULT =
      new Permissions(Map.of("contents", Access.READ, "packages", Access.READ));

  /** {@code read-all}; there is nothing to read of {@code id-token}. */
  public static final Permissions READ_ALL = all(Access.READ);

  /** {@code write-all}. */
  public static final Permissions WRITE_ALL = all(Access.WRITE);

  /** How much of a scope. */
  public enum Access {
    NONE,
    READ,
    WRITE;

    Access least(Access other) {
      return compareTo(other) < 0 ? this : other;
    }

    /** As it is written in a workflow. */
    public String word() {
      return switch (this) {
        case NONE -> "none";
        case READ -> "read";
        case WRITE -> "write";
      };
    }
  }

  public Permissions {
    Map<String, Access> granted = new LinkedHashMap<>();
    for (String scope : SCOPES) {
      Access access = scopes.getOrDefault(scope, Access.NONE);
      if (access != Access.NONE) {
        granted.put(scope, access);
      }
    }
    scopes = Collections.unmodifiableMap(granted);
  }

  private static Permissions all(Access access) {
    Map<String, Access> scopes = new LinkedHashMap<>();
    for (String scope : SCOPES) {
      scopes.put(scope, scope.equals("models") ? Access.READ : access);
    }
    if (access == Access.READ) {
      scopes.remove("id-token");
    }
    return new Permissions(scopes);
  }

  public Access of(String scope) {
    return scopes.getOrDefault(scope, Access.NONE);
  }

  /** No more than {@code limit} in any scope. */
  public Permissions atMost(Permissions limit) {
    Map<String, Access> least = new LinkedHashMap<>();
    scopes.forEach((scope, access) -> least.put(scope, access.least(limit.of(scope))));
    return new Permissions(least);
  }

  /** For a pull request from a fork: reading only, and no identity token. */
  public Permissions forFork() {
    Map<String, Access> least = new LinkedHashMap<>();
    scopes.forEach((scope, access) -> least.put(scope, access.least(Access.READ)));
    least.remove("id-token");
    return new Permissions(least);
  }
}
