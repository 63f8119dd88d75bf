package dev.slipway.workflow.event;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;

/**
 * Something that happened to a repository.
 *
 * @param name GitHub's name for it: {@code push}, {@code pull_request} …
 * @param action what about it, such as {@code opened}
 * @param payload what a webhook would carry: the context {@code github.event}
 * @param ref the full ref the run belongs to: {@code refs/heads/main}, {@code refs/pull/3/merge}
 * @param baseRef the branch a pull request goes to, without {@code refs/heads/}
 * @param changedPaths the files that differ, asked for only when a filter needs them
 */
public record Event(
    String name,
    Optional<String> action,
    JsonNode payload,
    String ref,
    Optional<String> baseRef,
    Supplier<List<String>> changedPaths) {
  private static final String BRANCH = "refs/heads/";
  private static final String TAG = "refs/tags/";

  boolean isTag() {
    return ref.startsWith(TAG);
  }

  /** The ref without its kind. */
  public String refName() {
    if (ref.startsWith(BRANCH)) {
      return ref.substring(BRANCH.length());
    }
    return isTag() ? ref.substring(TAG.length()) : ref;
  }

  /** The branch that {@code branches} filters: a pull request's base, else the event's own. */
  String filteredBranch() {
    if (name.equals("workflow_run")) {
      return payload.path("workflow_run").path("head_branch").asString("");
    }
    return baseRef.orElseGet(this::refName);
  }
}
