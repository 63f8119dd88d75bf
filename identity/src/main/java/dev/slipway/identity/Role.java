package dev.slipway.identity;

import java.util.Set;

/**
 * A named set of permissions, as IAM's predefined roles.
 *
 * @param name such as {@code roles/artifactregistry.writer}
 * @param permissions IAM permissions; {@code service.*} stands for all of a service, {@code *} for
 *     all there are
 */
public record Role(String name, Set<String> permissions) {
  public static final Role OWNER = new Role("roles/owner", Set.of("*"));
  public static final Role REGISTRY_READER =
      new Role(
          "roles/artifactregistry.reader",
          Set.of(
              "artifactregistry.repositories.downloadArtifacts",
              "artifactregistry.repositories.get",
              "artifactregistry.repositories.list",
              "artifactregistry.tags.list"));
  public static final Role CONTAINER_DEVELOPER =
      new Role("roles/container.developer", Set.of("container.*"));

  public Role {
    permissions = Set.copyOf(permissions);
  }

  boolean includes(String permission) {
    return permissions.contains(permission)
        || permissions.contains("*")
        || permissions.contains(
            permission.substring(0, Math.max(0, permission.indexOf('.'))) + ".*");
  }
}
