package dev.slipway.identity.iam;

/**
 * An identity that programs act as.
 *
 * @param email {@code NAME@PROJECT.iam.gserviceaccount.com}
 * @param project the id of its project
 * @param uniqueId 21 digits, never used again
 * @param displayName for people
 */
public record ServiceAccount(String email, String project, String uniqueId, String displayName) {
  /** The resource that policies name. */
  public String resource() {
    return "projects/" + project + "/serviceAccounts/" + email;
  }

  /** The member that policies give roles to; also the name of the principal. */
  public String member() {
    return "serviceAccount:" + email;
  }
}
