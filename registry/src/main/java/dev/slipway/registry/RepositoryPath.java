package dev.slipway.registry;

/**
 * A repository as Artifact Registry and IAM name it: {@code projects/P/locations/L/repositories/R}.
 *
 * <p>An image {@code P/R/any/thing} lies in the repository R of the project P. Shorter names, which
 * Artifact Registry does not have, lie in a repository of their first part: {@code P/R} in R,
 * {@code R} in R of the project {@code -}.
 */
public record RepositoryPath(String project, String location, String repository) {

  /** The repository of an image name, which is a valid one. */
  public static RepositoryPath of(String name, String location) {
    String[] parts = name.split("/", 3);
    return parts.length == 1
        ? new RepositoryPath("-", location, parts[0])
        : new RepositoryPath(parts[0], location, parts[1]);
  }

  /** {@code projects/P/locations/L/repositories/R}. */
  @Override
  public String toString() {
    return "projects/" + project + "/locations/" + location + "/repositories/" + repository;
  }
}
