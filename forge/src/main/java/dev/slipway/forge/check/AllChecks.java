package dev.slipway.forge.check;

import dev.slipway.forge.CheckStates;
import dev.slipway.forge.HostedRepository;
import dev.slipway.git.CommitId;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * All that is known of a commit: how the instance's own jobs ended, and what others have posted.
 * Where both have one name, the worse counts: nobody mends a job's failure by a word of his own.
 */
public record AllChecks(CheckStates jobs, PostedChecks posted) implements CheckStates {
  @Override
  public Map<String, State> of(HostedRepository repository, CommitId commit) {
    var others = new LinkedHashMap<String, State>();
    for (PostedCheck check : posted.checks(repository.id(), commit.sha())) {
      others.putIfAbsent(check.name(), state(check));
    }
    for (PostedStatus status : posted.latest(repository.id(), commit.sha())) {
      others.merge(status.context(), state(status), AllChecks::worse);
    }
    var all = new LinkedHashMap<>(jobs.of(repository, commit));
    others.forEach((name, state) -> all.merge(name, state, AllChecks::worse));
    return all;
  }

  private static State state(PostedCheck check) {
    return switch (check.conclusion()) {
      case "" -> State.PENDING;
      case "success", "neutral", "skipped" -> State.PASSED;
      default -> State.FAILED;
    };
  }

  private static State state(PostedStatus status) {
    return switch (status.state()) {
      case "pending" -> State.PENDING;
      case "success" -> State.PASSED;
      default -> State.FAILED;
    };
  }

  private static State worse(State one, State other) {
    if (one == State.FAILED || other == State.FAILED) {
      return State.FAILED;
    }
    return one == State.PENDING || other == State.PENDING ? State.PENDING : State.PASSED;
  }
}
