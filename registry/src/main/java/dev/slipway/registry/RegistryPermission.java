package dev.slipway.registry;

import dev.slipway.http.Permission;

/** What one may do to a repository, under the names that IAM has for it. */
public enum RegistryPermission {
  PULL("artifactregistry.repositories.downloadArtifacts"),
  PUSH("artifactregistry.repositories.uploadArtifacts"),
  DELETE("artifactregistry.repositories.deleteArtifacts"),
  CREATE("artifactregistry.repositories.create"),
  GET("artifactregistry.repositories.get"),
  LIST("artifactregistry.repositories.list"),
  UPDATE("artifactregistry.repositories.update"),
  DELETE_REPOSITORY("artifactregistry.repositories.delete"),
  MOVE_TAG("artifactregistry.tags.update");

  private final String action;

  RegistryPermission(String action) {
    this.action = action;
  }

  /** The permission on one repository. */
  public Permission on(RepositoryPath repository) {
    return new Permission(action, repository.toString());
  }

  Permission onAllOf(String location) {
    return new Permission(action, "projects/-/locations/" + location);
  }
}
