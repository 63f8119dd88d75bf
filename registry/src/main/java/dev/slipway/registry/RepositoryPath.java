package dev.slipway.registry;

import java.util.Optional;

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

  static RepositoryPath parse(String path) {
    String[] parts = path.split("/", -1);
    if (parts.length != 6) {
      throw new IllegalArgumentException("not a repository's path: " + path);
    }
    return new RepositoryPath(parts[1], parts[3], parts[5]);
  }

  /** The name of an image in it, without a host; {@code packageName} may contain slashes. */
  public String name(String packageName) {
    return project + "/" + repository + "/" + packageName;
  }

  /** The part of an image's name below the repository; empty when it lies elsewhere. */
  public Optional<String> packageOf(String name) {
    String prefix = project + "/" + repository + "/";
    return name.startsWith(prefix)
        ? Optional.of(name.substring(prefix.length()))
        : Optional.empty();
  }

  /** {@code projects/P/locations/L/repositories/R}. */
  @Override
  public String toString() {
    return "projects/" + project + "/locations/" + location + "/repositories/" + repository;
  }
}
