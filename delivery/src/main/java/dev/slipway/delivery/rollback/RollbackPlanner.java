package dev.slipway.delivery.rollback;

import dev.slipway.delivery.release.Chronicle;
import dev.slipway.delivery.release.Release;
import dev.slipway.delivery.release.ReleaseState;
import dev.slipway.delivery.release.Workload;
import dev.slipway.delivery.rollback.RollbackFacts.GitOps;
import dev.slipway.delivery.rollback.RollbackFacts.Workflows;
import dev.slipway.delivery.rollback.RollbackPlan.Git;
import dev.slipway.delivery.rollback.RollbackPlan.Question;
import dev.slipway.delivery.rollback.RollbackWish.Data;
import dev.slipway.delivery.rollback.RollbackWish.Strategy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The rollback decision tree of specification section 11 on facts, completed by the questions it
 * leaves out (specification-notes S73, S74). Pure.
 */
public final class RollbackPlanner {
  private final RollbackFacts facts;
  private final RollbackWish wish;
  private final List<Question> questions = new ArrayList<>();

  private RollbackPlanner(RollbackFacts facts, RollbackWish wish) {
    this.facts = facts;
    this.wish = wish;
  }

  /** Answers all questions and decides. */
  public static RollbackPlan plan(RollbackFacts facts, RollbackWish wish) {
    return switch (RollbackTarget.find(facts.chronicle(), wish.to())) {
      case RollbackTarget.None(String reason, String hint) ->
          new RollbackPlan.Stop(reason, hint, List.of());
      case RollbackTarget.Found(Release of, Release to) ->
          new RollbackPlanner(facts, wish).plan(of, to);
    };
  }

  private RollbackPlan plan(Release of, Release to) {
    List<String> services = services(of, to);
    Strategy strategy = strategy();
    Optional<RollbackPlan> stop = healthy(to).or(() -> migration()).or(() -> images(to, strategy));
    gitOps(of);
    ask(
        "One service or all?",
        services.isEmpty() ? "none differs" : String.join(", ", services),
        services.size() > 1 ? "they go back together, as one release" : "it alone goes back");
    if (stop.isPresent()) {
      return switch (stop.get()) {
        case RollbackPlan.Stop(String reason, String hint, List<Question> _) ->
            new RollbackPlan.Stop(reason, hint, questions);
        case RollbackPlan other -> other;
      };
    }
    if (strategy == Strategy.REVERT) {
      return facts
          .git()
          .<RollbackPlan>map(branch -> new RollbackPlan.Revert(of, to, branch, questions))
          .orElseGet(() ->
              new RollbackPlan.Stop(
                  "there is no branch to revert on: the repository of release "
                      + of.number()
                      + " is not hosted here",
                  "use --strategy undo",
                  questions));
    }
    boolean sameCommit = of.commit().equals(to.commit());
    Git git = facts.git().isPresent() && !sameCommit ? Git.REVERT : Git.LEAVE;
    return new RollbackPlan.Undo(of, to, services, git, questions);
  }

  /** The questions of the specification's own tree. */
  private Strategy strategy() {
    Optional<Strategy> wanted = wish.strategy();
    Strategy found;
    if (facts.outage().isPresent()) {
      ask(
          "Is there a production outage?",
          "yes: " + facts.outage().get(),
          "undo in the cluster at once; git follows");
      found = Strategy.UNDO;
    } else {
      ask("Is there a production outage?", "no sign of one", "a revert in git may do");
      boolean possible = facts.workflows() == Workflows.RUNNING && facts.git().isPresent();
      ask(
          "Are workflows and git operational?",
          possible ? "yes" : "no: " + obstacle(),
          possible ? "revert on " + facts.git().get() : "undo in the cluster");
      found = possible ? Strategy.REVERT : Strategy.UNDO;
    }
    if (wanted.isPresent() && wanted.get() != found) {
      ask(
          "Which strategy was asked for?",
          wanted.get().name().toLowerCase(java.util.Locale.ROOT),
          "it is taken instead");
    }
    return wanted.orElse(found);
  }

  private String obstacle() {
    return facts.git().isEmpty() ? "the repository is not hosted here" : "no workflow can run";
  }

  private Optional<RollbackPlan> healthy(Release to) {
    boolean good =
        to.state() == ReleaseState.SERVING || to.outcome().reason().startsWith(Chronicle.SERVED);
    ask(
        "Was release " + to.number() + " healthy?",
        good ? "yes: " + to.state().text() + reason(to) : "no: " + to.state().text() + reason(to),
        good ? "it can come back" : "it must not come back");
    return good
        ? Optional.empty()
        : stop(
            "release " + to.number() + " never served: " + to.outcome().reason(),
            "choose another with --to; 'slipway history' shows which served");
  }

  private static String reason(Release release) {
    String reason = release.outcome().reason();
    return reason.isEmpty() ? "" : ", " + reason;
  }

  private Optional<RollbackPlan> migration() {
    if (facts.migrations().isEmpty()) {
      ask("Was data migrated since?", "no release says so", "going back is safe for data");
      return Optional.empty();
    }
    String who = String.join(", ", facts.migrations());
    boolean accepted = wish.data() == Data.ACCEPTED;
    ask(
        "Was data migrated since?",
        "yes: " + who,
        accepted ? "accepted with --yes-data" : "stop: the older version may not read the data");
    return accepted
        ? Optional.empty()
        : stop(
            "data was migrated since that release (" + who + ")",
            "check that the older version can work with it, then repeat with --yes-data");
  }

  private Optional<RollbackPlan> images(Release to, Strategy strategy) {
    boolean all = facts.missingImages().isEmpty();
    ask(
        "Are the images of release " + to.number() + " here?",
        all ? "yes, on the node" : "missing: " + String.join(", ", facts.missingImages()),
        all ? "no registry is needed" : "they would have to be built again");
    return all || strategy == Strategy.REVERT
        ? Optional.empty()
        : stop("images of release " + to.number() + " are gone", "use --strategy revert");
  }

  private void gitOps(Release of) {
    boolean on = facts.gitOps() == GitOps.ON;
    ask(
        "Does anything apply git by itself (GitOps)?",
        on ? "yes" : "no",
        (on ? "it is held, and " : "")
            + (of.commit().isEmpty()
                ? "no commit is known that could come back"
                : of.shortCommit() + " is quarantined until a later commit replaces it"));
  }

  private static List<String> services(Release of, Release to) {
    var names = new ArrayList<String>();
    for (Workload workload : of.workloads()) {
      boolean same =
          to.workload(workload.name())
              .filter(w -> w.template().equals(workload.template()))
              .isPresent();
      if (!same) {
        names.add(workload.name());
      }
    }
    for (Workload workload : to.workloads()) {
      if (of.workload(workload.name()).isEmpty()) {
        names.add(workload.name());
      }
    }
    return names;
  }

  private void ask(String question, String answer, String consequence) {
    questions.add(new Question(question, answer, consequence));
  }

  private Optional<RollbackPlan> stop(String reason, String hint) {
    return Optional.of(new RollbackPlan.Stop(reason, hint, questions));
  }
}
