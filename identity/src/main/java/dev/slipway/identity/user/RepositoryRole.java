package dev.slipway.identity.user;

import dev.slipway.identity.Role;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a user may be to a repository; each includes the one before it. */
public enum RepositoryRole {
  /** Reads, forks, and proposes changes. */
  READER(
      "roles/artifactregistry.reader",
      "forge.repositories.get",
      "forge.repositories.pull",
      "forge.pullRequests.get",
      "forge.pullRequests.list",
      "forge.pullRequests.create",
      "forge.comments.create",
      "runs.get",
      "runs.list"),

  /** Pushes and merges as far as branch protection lets anybody, starts and ends runs. */
  WRITER(
      "roles/artifactregistry.writer",
      "forge.repositories.push",
      "forge.pullRequests.update",
      "forge.pullRequests.merge",
      "forge.statuses.create",
      "forge.checks.create",
      "runs.create",
      "runs.cancel"),

  /** Decides about protection, secrets and deployments. */
  MAINTAINER(
      "roles/artifactregistry.writer",
      "forge.repositories.admin",
      "slipway.secrets.*",
      "runs.approve");

  private final String registry;
  private final String permissions;

  RepositoryRole(String registry, String... permissions) {
    this.registry = registry;
    this.permissions = String.join(" ", permissions);
  }

  /** As people write it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The role of that word. */
  static Optional<RepositoryRole> of(String word) {
    return Arrays.stream(values()).filter(role -> role.word().equals(word)).findFirst();
  }

  static List<String> words() {
    return Arrays.stream(values()).map(RepositoryRole::word).toList();
  }

  /** What it allows on the repository. */
  Role role() {
    var all = new HashSet<String>();
    for (RepositoryRole lower : values()) {
      if (lower.compareTo(this) <= 0) {
        all.addAll(List.of(lower.permissions.split(" ")));
      }
    }
    return new Role("repository " + word(), all);
  }

  /** The role in the repository's project: its images. */
  String registryRole() {
    return registry;
  }
}
