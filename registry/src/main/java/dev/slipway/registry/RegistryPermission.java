package dev.slipway.registry;

import dev.slipway.http.Permission;

/** What one may do to a repository, under the names that IAM has for it. */
enum RegistryPermission {
  PULL("artifactregistry.repositories.downloadArtifacts"),
  PUSH("artifactregistry.repositories.uploadArtifacts"),
  DELETE("artifactregistry.repositories.deleteArtifacts"),
  CREATE("artifactregistry.repositories.create"),
  LIST("artifactregistry.repositories.list");

  private final String action;

  RegistryPermission(String action) {
    this.action = action;
  }

  Permission on(RepositoryPath repository) {
    return new Permission(action, repository.toString());
  }

  Permission onAllOf(String location) {
    return new Permission(action, "projects/-/locations/" + location);
  }
}
