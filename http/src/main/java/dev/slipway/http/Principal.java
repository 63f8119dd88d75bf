package dev.slipway.http;

import java.util.Set;

/**
 * Who makes a request, as established by an {@link Authenticator}.
 *
 * @param name a stable name such as {@code admin}, {@code serviceAccount:deployer@p.iam} or {@code
 *     system:anonymous}
 * @param groups the groups it belongs to, as Kubernetes and IAM name them
 */
public record Principal(String name, Set<String> groups) {
  /** Nobody in particular. */
  public static final Principal ANONYMOUS =
      new Principal("system:anonymous", Set.of("system:unauthenticated"));

  public Principal {
    groups = Set.copyOf(groups);
  }

  public boolean isAnonymous() {
    return this.equals(ANONYMOUS);
  }
}
