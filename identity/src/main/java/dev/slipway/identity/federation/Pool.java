package dev.slipway.identity.federation;

/**
 * A workload identity pool: outside identities that one project trusts together.
 *
 * @param project the number of its project
 * @param id such as {@code github-pool}
 */
public record Pool(
    String project, String id, String displayName, String description, boolean disabled) {
  /** {@code projects/NUMBER/locations/global/workloadIdentityPools/ID}. */
  public String name() {
    return name(project, id);
  }

  static String name(String project, String id) {
    return "projects/" + project + "/locations/global/workloadIdentityPools/" + id;
  }
}
