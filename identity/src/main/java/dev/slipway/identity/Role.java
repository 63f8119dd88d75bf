package dev.slipway.identity;

import java.util.Set;

/**
 * A named set of permissions, as IAM's predefined roles.
 *
 * @param name such as {@code roles/artifactregistry.writer}
 * @param permissions IAM permissions; {@code service.*} and {@code service.kind.*} stand for all
 *     that begin so, {@code *} for all there are
 * @param exceptions what the role leaves out of them, written the same way
 */
public record Role(String name, Set<String> permissions, Set<String> exceptions) {
  public static final Role OWNER = new Role("roles/owner", Set.of("*"));
  public static final Role REGISTRY_READER =
      new Role(
          "roles/artifactregistry.reader",
          Set.of(
              "artifactregistry.repositories.downloadArtifacts",
              "artifactregistry.repositories.get",
              "artifactregistry.repositories.list",
              "artifactregistry.locations.list",
              "artifactregistry.dockerimages.get",
              "artifactregistry.dockerimages.list",
              "artifactregistry.packages.get",
              "artifactregistry.packages.list",
              "artifactregistry.versions.get",
              "artifactregistry.versions.list",
              "artifactregistry.tags.get",
              "artifactregistry.tags.list"));

  /** As on GKE: everything in the cluster but who may do what in it, and the cluster itself. */
  public static final Role CONTAINER_DEVELOPER =
      new Role(
          "roles/container.developer",
          Set.of("container.*"),
          Set.of(
              "container.clusterRoles.*",
              "container.clusterRoleBindings.*",
              "container.roles.*",
              "container.roleBindings.*",
              "container.clusters.create",
              "container.clusters.update",
              "container.clusters.delete"));

  public Role {
    permissions = Set.copyOf(permissions);
    exceptions = Set.copyOf(exceptions);
  }

  /** A role without exceptions. */
  public Role(String name, Set<String> permissions) {
    this(name, permissions, Set.of());
  }

  /** Whether the role allows {@code permission}. */
  public boolean includes(String permission) {
    return matches(permissions, permission) && !matches(exceptions, permission);
  }

  private static boolean matches(Set<String> patterns, String permission) {
    if (patterns.contains("*") || patterns.contains(permission)) {
      return true;
    }
    for (int dot = permission.indexOf('.'); dot > 0; dot = permission.indexOf('.', dot + 1)) {
      if (patterns.contains(permission.substring(0, dot) + ".*")) {
        return true;
      }
    }
    return false;
  }
}
