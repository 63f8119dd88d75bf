package dev.slipway.identity.iam;

import dev.slipway.identity.Role;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The predefined roles, under Google's names and with what of theirs exists here. */
public final class Roles {
  private static final Set<String> REGISTRY_READ = Role.REGISTRY_READER.permissions();
  private static final Role REGISTRY_WRITER =
      new Role(
          "roles/artifactregistry.writer",
          with(
              REGISTRY_READ,
              "artifactregistry.repositories.uploadArtifacts",
              "artifactregistry.tags.create",
              "artifactregistry.tags.update"));
  private static final List<Role> ALL =
      List.of(
          Role.OWNER,
          new Role(
              "roles/editor",
              Set.of("*"),
              Set.of(
                  "resourcemanager.projects.setIamPolicy",
                  "resourcemanager.projects.delete",
                  "iam.serviceAccounts.getAccessToken",
                  "iam.serviceAccounts.getOpenIdToken",
                  "iam.serviceAccounts.setIamPolicy",
                  "iam.workloadIdentityPools.*",
                  "iam.workloadIdentityPoolProviders.*",
                  "artifactregistry.repositories.setIamPolicy",
                  "forge.repositories.admin",
                  "slipway.secrets.*",
                  "slipway.tokens.*",
                  "slipway.instance.*",
                  "container.clusterRoles.*",
                  "container.clusterRoleBindings.*",
                  "container.roles.*",
                  "container.roleBindings.*")),
          new Role(
              "roles/viewer",
              with(
                  REGISTRY_READ,
                  "resourcemanager.projects.get",
                  "iam.serviceAccounts.get",
                  "iam.serviceAccounts.list",
                  "iam.workloadIdentityPools.get",
                  "iam.workloadIdentityPools.list",
                  "iam.workloadIdentityPoolProviders.get",
                  "iam.workloadIdentityPoolProviders.list",
                  "serviceusage.services.get",
                  "serviceusage.services.list",
                  "logging.logEntries.list",
                  "forge.repositories.get",
                  "forge.repositories.pull",
                  "forge.pullRequests.get",
                  "forge.pullRequests.list",
                  "runs.get",
                  "runs.list",
                  "releases.get",
                  "releases.list",
                  "container.clusters.get",
                  "container.clusters.list",
                  "container.namespaces.get",
                  "container.namespaces.list",
                  "container.deployments.get",
                  "container.deployments.list",
                  "container.replicaSets.get",
                  "container.replicaSets.list",
                  "container.pods.get",
                  "container.pods.list",
                  "container.services.get",
                  "container.services.list",
                  "container.events.get",
                  "container.events.list")),
          Role.REGISTRY_READER,
          REGISTRY_WRITER,
          new Role(
              "roles/artifactregistry.createOnPushWriter",
              with(REGISTRY_WRITER.permissions(), "artifactregistry.repositories.create")),
          new Role(
              "roles/artifactregistry.repoAdmin",
              with(
                  REGISTRY_WRITER.permissions(),
                  "artifactregistry.repositories.deleteArtifacts",
                  "artifactregistry.packages.delete",
                  "artifactregistry.versions.delete",
                  "artifactregistry.tags.delete")),
          new Role("roles/artifactregistry.admin", Set.of("artifactregistry.*")),
          Role.CONTAINER_DEVELOPER,
          new Role("roles/container.admin", Set.of("container.*")),
          new Role(
              "roles/container.clusterViewer",
              Set.of("container.clusters.get", "container.clusters.list")),
          new Role(
              "roles/iam.workloadIdentityUser",
              Set.of(
                  "iam.serviceAccounts.get",
                  "iam.serviceAccounts.getAccessToken",
                  "iam.serviceAccounts.getOpenIdToken",
                  "iam.serviceAccounts.list")),
          new Role(
              "roles/iam.serviceAccountTokenCreator",
              Set.of(
                  "iam.serviceAccounts.get",
                  "iam.serviceAccounts.getAccessToken",
                  "iam.serviceAccounts.getOpenIdToken",
                  "iam.serviceAccounts.list")),
          new Role("roles/iam.serviceAccountAdmin", Set.of("iam.serviceAccounts.*"), minting()),
          new Role(
              "roles/iam.workloadIdentityPoolAdmin",
              Set.of("iam.workloadIdentityPools.*", "iam.workloadIdentityPoolProviders.*")),
          new Role("roles/logging.viewer", Set.of("logging.logEntries.list")),
          new Role("roles/serviceusage.serviceUsageAdmin", Set.of("serviceusage.services.*")));

  private static final Map<String, Role> BY_NAME =
      ALL.stream().collect(Collectors.toUnmodifiableMap(Role::name, r -> r));

  private Roles() {}

  /** The role of this name. */
  public static Optional<Role> named(String name) {
    return Optional.ofNullable(BY_NAME.get(name));
  }

  /** The names there are, sorted. */
  public static Set<String> names() {
    return new TreeMap<>(BY_NAME).navigableKeySet();
  }

  private static Set<String> minting() {
    return Set.of("iam.serviceAccounts.getAccessToken", "iam.serviceAccounts.getOpenIdToken");
  }

  private static Set<String> with(Set<String> some, String... more) {
    return Stream.concat(some.stream(), Stream.of(more)).collect(Collectors.toUnmodifiableSet());
  }
}
