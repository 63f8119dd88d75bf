package dev.slipway.http;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Who makes a request, as established by an {@link Authenticator}.
 *
 * @param name a stable name such as {@code admin}, {@code serviceAccount:deployer@p.iam} or {@code
 *     system:anonymous}
 * @param groups the groups it belongs to, as Kubernetes and IAM name them
 * @param attributes what else is known about it. One that acts for a job carries {@code
 *     repository}, {@code repository_id}, {@code run}, {@code job}, {@code commit} and {@code ref}
 */
public record Principal(String name, Set<String> groups, Map<String, String> attributes) {
  /** Nobody in particular. */
  public static final Principal ANONYMOUS =
      new Principal("system:anonymous", Set.of("system:unauthenticated"));

  public Principal {
    groups = Set.copyOf(groups);
    attributes = Map.copyOf(attributes);
  }

  /** One of which nothing more is known. */
  public Principal(String name, Set<String> groups) {
    this(name, groups, Map.of());
  }

  /** What is known under {@code name}. */
  public Optional<String> attribute(String name) {
    return Optional.ofNullable(attributes.get(name));
  }

  public boolean isAnonymous() {
    return this.equals(ANONYMOUS);
  }
}
