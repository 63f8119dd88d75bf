package dev.slipway.runner.environment;

import java.time.Duration;
import java.time.Instant;

/** Says whether a job may start that deploys to an environment: a pure function. */
public final class DeploymentGate {
  /** Who has not been answered by then is not answered any more. */
  private static final Duration PATIENCE = Duration.ofDays(30);

  /** GitHub's words. */
  private static final String REJECTED =
      "The deployment was rejected or didn't satisfy other protection rules.";

  private DeploymentGate() {}

  /** The answer. */
  public sealed interface Answer {
    /** It may start. */
    record Open() implements Answer {}

    /**
     * It may not start yet.
     *
     * @param until when to ask again, whatever happens before
     */
    record Waits(String reason, Instant until) implements Answer {}

    /** It will never start. */
    record Closed(String reason) implements Answer {}
  }

  /**
   * What is asked about.
   *
   * @param ref of the run, as in {@code refs/heads/main}
   * @param isProtected whether the ref is a protected branch
   */
  public record Source(String ref, boolean isProtected) {}

  /** Whether the job of {@code deployment} may start now. */
  public static Answer ask(
      ProtectionRules rules, Deployment deployment, Source source, Instant now) {
    if (!rules.admits(source.ref(), source.isProtected())) {
      return new Answer.Closed(
          named(source.ref())
              + " is not allowed to deploy to "
              + deployment.environment()
              + " due to environment protection rules.");
    }
    return switch (deployment.state()) {
      case BYPASSED -> new Answer.Open();
      case REJECTED -> new Answer.Closed(REJECTED + said(deployment));
      case PENDING ->
          rules.needsReview() ? unanswered(rules, deployment, now) : timer(rules, deployment, now);
      case APPROVED -> timer(rules, deployment, now);
    };
  }

  private static String named(String ref) {
    if (ref.startsWith("refs/tags/")) {
      return "Tag \"" + ref.substring("refs/tags/".length()) + "\"";
    }
    return "Branch \"" + ref.replaceFirst("^refs/heads/", "") + "\"";
  }

  private static String said(Deployment deployment) {
    return deployment
        .review()
        .map(review ->
            " Rejected by "
                + review.reviewer()
                + (review.comment().isEmpty() ? "" : ": " + review.comment()))
        .orElse("");
  }

  private static Answer unanswered(ProtectionRules rules, Deployment deployment, Instant now) {
    Instant end = deployment.since().plus(PATIENCE);
    if (!now.isBefore(end)) {
      return new Answer.Closed(
          REJECTED + " Nobody has approved it within " + PATIENCE.toDays() + " days.");
    }
    return new Answer.Waits(
        rules.reviewersText()
            + " must approve the deployment to "
            + deployment.environment()
            + " (slipway approve "
            + deployment.run()
            + ")",
        end);
  }

  private static Answer timer(ProtectionRules rules, Deployment deployment, Instant now) {
    Instant end = deployment.since().plus(rules.waiting());
    return now.isBefore(end)
        ? new Answer.Waits(
            "the wait timer of "
                + deployment.environment()
                + " ("
                + rules.waiting().toMinutes()
                + " min) ends at "
                + end,
            end)
        : new Answer.Open();
  }
}
