package dev.slipway.identity;

import dev.slipway.http.Permission;

/**
 * A role given to a member on a resource and everything below it.
 *
 * @param member a principal's name, or {@code group:} and a group's name, or a {@code
 *     principalSet://} of a workload identity pool
 * @param role what they may do
 * @param resource the resource; empty for all
 */
public record Binding(String member, Role role, String resource) {
  private static final String PROJECTS = "projects/";

  boolean allows(Permission permission) {
    return role.includes(permission.action()) && covers(permission);
  }

  /**
   * A project's binding covers the embedded cluster too, as on GKE the cluster lies in a project;
   * what is in the cluster has names without one.
   */
  private boolean covers(Permission permission) {
    boolean ofProject =
        resource.startsWith(PROJECTS) && resource.indexOf('/', PROJECTS.length()) < 0;
    return covers(permission.resource())
        || (ofProject
            && permission.action().startsWith("container.")
            && !permission.resource().startsWith(PROJECTS));
  }

  boolean covers(String asked) {
    return resource.isEmpty() || asked.equals(resource) || asked.startsWith(resource + "/");
  }
}
