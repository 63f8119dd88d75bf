package dev.slipway.forge;

import dev.slipway.http.Permission;

/** What one may do to a hosted repository. */
public enum ForgePermission {
  CREATE("forge.repositories.create"),
  GET("forge.repositories.get"),
  PULL("forge.repositories.pull"),
  PUSH("forge.repositories.push"),
  ADMIN("forge.repositories.admin"),
  PULL_REQUESTS_GET("forge.pullRequests.get"),
  PULL_REQUESTS_LIST("forge.pullRequests.list"),
  PULL_REQUESTS_CREATE("forge.pullRequests.create"),
  PULL_REQUESTS_UPDATE("forge.pullRequests.update"),
  PULL_REQUESTS_MERGE("forge.pullRequests.merge"),
  RUNS_CREATE("runs.create");

  private final String action;

  ForgePermission(String action) {
    this.action = action;
  }

  /** The permission on one repository. */
  public Permission on(RepositoryName repository) {
    return new Permission(action, repository.resource());
  }
}
