package dev.slipway.forge;

import dev.slipway.forge.ForgeException.Reason;
import dev.slipway.git.CommitId;
import dev.slipway.git.GitRepository;
import dev.slipway.git.MergeOutcome;
import dev.slipway.git.Signature;
import dev.slipway.http.Principal;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** Merges pull requests into their bases; callers hold the lock of the repository. */
final class PullMerges {
  private final Repositories repositories;
  private final PullRequests pulls;
  private final Protections protections;
  private final Records records;
  private final Clock clock;

  PullMerges(
      Repositories repositories,
      PullRequests pulls,
      Protections protections,
      Records records,
      Clock clock) {
    this.repositories = repositories;
    this.pulls = pulls;
    this.protections = protections;
    this.records = records;
    this.clock = clock;
  }

  Forge.Happened merge(
      HostedRepository repository,
      long number,
      MergeMethod method,
      Optional<CommitId> expectedHead,
      Principal by) {
    var pull = pulls.get(repository, number);
    refuseUnready(repository, pull, expectedHead);
    var content = repositories.content(repository);
    CommitId landed = landed(content, pull, method, by);
    String ref = "refs/heads/" + pull.baseBranch();
    String reason = "pull request " + number + " merged by " + by.name();
    if (!content.updateRef(ref, Optional.of(pull.base()), Optional.of(landed), reason)) {
      throw new ForgeException(Reason.CONFLICT, pull.baseBranch() + " has just moved; merge again");
    }
    var kind = Records.kind(content, Optional.of(pull.base()), landed);
    var push =
        new PushEvent(
            repository, ref, Optional.of(pull.base()), Optional.of(landed), kind, by, List.of());
    List<PushEvent> pushes = records.add(List.of(push), content);
    var record = new PullRequest.MergeRecord(by.name(), landed, clock.instant());
    var closed = pulls.end(pull, PullRequest.State.MERGED, Optional.of(record), by, List.of());
    return new Forge.Happened(pushes, List.of(closed));
  }

  private void refuseUnready(
      HostedRepository repository, PullRequest pull, Optional<CommitId> expectedHead) {
    if (pull.state() != PullRequest.State.OPEN) {
      throw new ForgeException(
          Reason.CONFLICT,
          "pull request " + pull.number() + " is " + pull.state().wireName() + " already");
    }
    if (expectedHead.isPresent() && !expectedHead.get().equals(pull.head())) {
      throw new ForgeException(
          Reason.CONFLICT,
          "the head is now " + pull.head().abbreviated() + "; look at it and merge again");
    }
    protections
        .find(repository, pull.baseBranch())
        .flatMap(p -> protections.unmet(repository, p, pull.head()))
        .ifPresent(why -> {
          throw new ForgeException(Reason.CONFLICT, pull.baseBranch() + " is protected: " + why);
        });
  }

  private CommitId landed(
      GitRepository content, PullRequest pull, MergeMethod method, Principal by) {
    var signature = Signature.now(by.name(), "slipway@localhost", clock);
    var outcome =
        switch (method) {
          case MERGE -> content.merge(pull.base(), pull.head(), signature, mergeMessage(pull));
          case SQUASH -> content.squash(pull.base(), pull.head(), signature, squashMessage(pull));
          case REBASE -> content.rebase(pull.base(), pull.head(), signature);
        };
    return switch (outcome) {
      case MergeOutcome.Merged(CommitId commit) -> commit;
      case MergeOutcome.Conflicts(List<String> paths) ->
          throw new ForgeException(
              Reason.CONFLICT,
              "conflicts in "
                  + String.join(", ", paths)
                  + "; merge "
                  + pull.baseBranch()
                  + " into "
                  + pull.headBranch()
                  + ", resolve them and push");
      case MergeOutcome.Unrelated() ->
          throw new ForgeException(
              Reason.CONFLICT,
              pull.headBranch() + " and " + pull.baseBranch() + " have no commit in common");
    };
  }

  private String mergeMessage(PullRequest pull) {
    var head = repositories.get(pull.headRepository());
    return "Merge pull request #"
        + pull.number()
        + " from "
        + head.name().owner()
        + "/"
        + pull.headBranch()
        + "\n\n"
        + pull.title()
        + "\n";
  }

  private static String squashMessage(PullRequest pull) {
    String subject = pull.title() + " (#" + pull.number() + ")\n";
    return pull.body().isEmpty() ? subject : subject + "\n" + pull.body().strip() + "\n";
  }
}
