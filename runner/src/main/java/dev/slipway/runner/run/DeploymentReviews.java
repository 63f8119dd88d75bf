package dev.slipway.runner.run;

import dev.slipway.http.Authorizer;
import dev.slipway.http.HttpException;
import dev.slipway.http.Permission;
import dev.slipway.http.Principal;
import dev.slipway.runner.environment.Deployment;
import dev.slipway.runner.environment.Deployment.State;
import dev.slipway.runner.environment.DeploymentGate.Answer;
import dev.slipway.runner.environment.EnvironmentStore;
import dev.slipway.runner.environment.ProtectionRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** What people decide about the deployments of runs, and whether they may. */
final class DeploymentReviews {
  private static final String APPROVE = "runs.approve";
  private static final int LONGEST_COMMENT = 4096;

  private final Runs runs;
  private final Authorizer authorizer;

  DeploymentReviews(Runs runs, Authorizer authorizer) {
    this.runs = runs;
    this.authorizer = authorizer;
  }

  /**
   * Jobs of a run that wait for the rules of one environment.
   *
   * @param jobs of the same environment, at least one
   */
  record Pending(EnvironmentStore.Environment environment, List<Deployment> jobs) {}

  /** What a run waits for, by environment. */
  List<Pending> pending(RunView run) {
    var open =
        runs.parts().environments().deployments(run.id(), run.attempt()).stream()
            .filter(deployment -> isWaiting(run, deployment.job()))
            .toList();
    var all = new ArrayList<Pending>();
    for (var environment : runs.parts().environments().environments(run.repository())) {
      var jobs =
          open.stream()
              .filter(one -> one.environment().equalsIgnoreCase(environment.name()))
              .filter(one -> runs.hold().ask(run, environment, one) instanceof Answer.Waits)
              .toList();
      if (!jobs.isEmpty()) {
        all.add(new Pending(environment, jobs));
      }
    }
    return all;
  }

  private static boolean isWaiting(RunView run, String id) {
    return run.jobs().stream()
        .anyMatch(job -> job.id().equals(id) && job.status() == RunStatus.WAITING);
  }

  /**
   * Answers for all jobs that wait for the environments.
   *
   * @param which the environments that are meant
   * @return what was answered for
   * @throws HttpException when there is nothing to answer for, or not for this principal
   */
  List<Pending> review(
      RunView run,
      Predicate<EnvironmentStore.Environment> which,
      State answer,
      String comment,
      Principal principal) {
    if (comment.length() > LONGEST_COMMENT) {
      throw new HttpException(422, "a comment has at most " + LONGEST_COMMENT + " characters");
    }
    List<Pending> meant =
        pending(run).stream().filter(one -> which.test(one.environment())).toList();
    if (meant.isEmpty()) {
      throw new HttpException(
          409, "run " + run.id() + " has no deployment that waits for an answer there");
    }
    for (Pending one : meant) {
      objection(run, one.environment(), answer, principal)
          .ifPresent(reason -> {
            throw new HttpException(403, reason);
          });
    }
    for (Pending one : meant) {
      runs.parts()
          .environments()
          .review(
              run.id(), run.attempt(), one.environment().name(), answer, principal.name(), comment);
    }
    runs.deploymentsChanged();
    return meant;
  }

  /** Why somebody may not answer so; empty when that is all right. */
  Optional<String> objection(
      RunView run, EnvironmentStore.Environment environment, State answer, Principal principal) {
    ProtectionRules rules = environment.rules();
    if (principal.attribute("job").isPresent()) {
      return Optional.of("jobs answer for no deployment");
    }
    if (answer == State.BYPASSED) {
      return mayBypass(run, rules, principal)
          ? Optional.empty()
          : Optional.of(
              "the rules of "
                  + environment.name()
                  + " are not for "
                  + principal.name()
                  + " to bypass");
    }
    if (rules.reviewers().isEmpty()) {
      return answer == State.REJECTED && isMaintainer(run, principal)
          ? Optional.empty()
          : Optional.of(
              environment.name() + " needs no approval, only time; a maintainer may bypass that");
    }
    if (!isReviewer(run, rules, principal)) {
      return Optional.of(
          principal.name()
              + " is no reviewer of "
              + environment.name()
              + "; they are "
              + String.join(", ", rules.reviewers()));
    }
    boolean own = principal.name().equals(run.starter()) || principal.name().equals(run.actor());
    return rules.selfReview() == ProtectionRules.SelfReview.PREVENTED && own
        ? Optional.of(
            "who started a run does not answer for its deployments to " + environment.name())
        : Optional.empty();
  }

  private boolean mayBypass(RunView run, ProtectionRules rules, Principal principal) {
    return rules.bypass() == ProtectionRules.Bypass.MAINTAINERS && isMaintainer(run, principal);
  }

  private boolean isReviewer(RunView run, ProtectionRules rules, Principal principal) {
    return rules.reviewers().contains(principal.name())
        || (rules.reviewers().contains(ProtectionRules.MAINTAINERS)
            && isMaintainer(run, principal));
  }

  private boolean isMaintainer(RunView run, Principal principal) {
    return authorizer.decide(principal, new Permission(APPROVE, "repositories/" + run.repository()))
        instanceof Authorizer.Decision.Allowed;
  }
}
