package dev.slipway.delivery;

import dev.slipway.git.CommitId;
import dev.slipway.git.CommitInfo;
import dev.slipway.git.GitRepository;
import dev.slipway.git.RevertOutcome;
import dev.slipway.git.Signature;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The repositories of this instance as a {@link SourceHistory}. */
public final class GitHistory implements SourceHistory {
  private static final String HEADS = "refs/heads/";
  private static final String EMAIL = "delivery@slipway.invalid";
  private static final int MOST_REVERTED = 500;
  private static final int ATTEMPTS = 5;

  private final Repositories repositories;
  private final Clock clock;

  public GitHistory(Repositories repositories, Clock clock) {
    this.repositories = repositories;
    this.clock = clock;
  }

  /** Port: the hosted repositories. */
  public interface Repositories {
    /** A repository, open; the caller closes it. Empty when it is not hosted here. */
    Optional<GitRepository> open(String repository);

    /** Moves a ref as a push would, with its records and hooks; false when it is elsewhere now. */
    boolean move(
        String repository, String ref, Optional<CommitId> from, CommitId to, String reason);
  }

  private <T> Optional<T> in(String repository, Function<GitRepository, Optional<T>> work) {
    Optional<GitRepository> found = repositories.open(repository);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    try (GitRepository git = found.get()) {
      return work.apply(git);
    }
  }

  private static Optional<CommitId> resolve(GitRepository git, String commit) {
    return git.resolve(commit);
  }

  @Override
  public Order order(String repository, String commit, String other) {
    if (commit.equals(other)) {
      return Order.SAME;
    }
    return in(
            repository,
            git -> {
              Optional<CommitId> one = resolve(git, commit);
              Optional<CommitId> two = resolve(git, other);
              if (one.isEmpty() || two.isEmpty()) {
                return Optional.of(Order.UNKNOWN);
              }
              if (git.isAncestor(one.get(), two.get())) {
                return Optional.of(Order.OLDER);
              }
              return Optional.of(git.isAncestor(two.get(), one.get()) ? Order.NEWER : Order.APART);
            })
        .orElse(Order.UNKNOWN);
  }

  @Override
  public boolean isOn(String repository, String ref, String commit) {
    return in(
            repository,
            git -> {
              Optional<CommitId> head = resolve(git, ref);
              Optional<CommitId> id = resolve(git, commit);
              return Optional.of(
                  head.isPresent() && id.isPresent() && git.isAncestor(id.get(), head.get()));
            })
        .orElse(false);
  }

  @Override
  public Optional<Commit> commit(String repository, String id) {
    return in(
        repository,
        git ->
            resolve(git, id)
                .map(git::commit)
                .map(c -> new Commit(c.id().sha(), c.subject(), c.author().name())));
  }

  @Override
  public Optional<String> defaultBranch(String repository) {
    return in(repository, git -> Optional.of(git.defaultBranch()));
  }

  @Override
  public Reverted revert(RevertOrder order) {
    return in(order.repository(), git -> Optional.of(revert(git, order)))
        .orElseGet(() -> new Reverted.Impossible(order.repository() + " is not hosted here"));
  }

  private Reverted revert(GitRepository git, RevertOrder order) {
    Optional<CommitId> undone = resolve(git, order.undone());
    Optional<CommitId> kept = resolve(git, order.kept());
    if (undone.isEmpty() || kept.isEmpty()) {
      return new Reverted.Impossible(
          "the repository does not have " + (undone.isEmpty() ? order.undone() : order.kept()));
    }
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Optional<CommitId> tip = git.resolve(HEADS + order.branch());
      if (tip.isEmpty()) {
        return new Reverted.Impossible("there is no branch " + order.branch());
      }
      Optional<Reverted> outcome = revert(git, order, tip.get(), undone.get(), kept.get());
      if (outcome.isPresent()) {
        return outcome.get();
      }
    }
    return new Reverted.Impossible(
        order.branch() + " moves faster than the revert can be put on top of it; try again");
  }

  /** One attempt on the branch as it is; empty when it moved meanwhile. */
  private Optional<Reverted> revert(
      GitRepository git, RevertOrder order, CommitId tip, CommitId undone, CommitId kept) {
    if (!git.isAncestor(undone, tip)) {
      return Optional.of(
          new Reverted.Impossible(undone.sha() + " is not on " + order.branch() + " any more"));
    }
    Optional<CommitInfo> earlier =
        git.log(tip, List.of(undone), MOST_REVERTED).stream()
            .filter(c -> c.message().contains(order.marker()))
            .findFirst();
    if (earlier.isPresent()) {
      return Optional.of(done(git, earlier.get().id(), kept));
    }
    List<CommitId> commits =
        git.log(undone, List.of(kept), MOST_REVERTED).stream()
            // What a merge brought is taken back with the merge.
            .filter(c -> isOnFirstParentLine(git, undone, c.id()))
            .map(CommitInfo::id)
            .toList();
    if (commits.isEmpty()) {
      return Optional.of(new Reverted.Impossible("nothing lies between the two commits"));
    }
    boolean exact = tip.equals(undone);
    Signature signature = Signature.now(order.author(), EMAIL, clock);
    RevertOutcome outcome =
        git.revert(tip, commits, signature, message(git, order, commits, exact));
    return switch (outcome) {
      case RevertOutcome.Reverted(CommitId commit) ->
          repositories.move(
                  order.repository(),
                  HEADS + order.branch(),
                  Optional.of(tip),
                  commit,
                  "rollback by " + order.author())
              ? Optional.of(done(git, commit, kept))
              : Optional.empty();
      case RevertOutcome.Conflicts conflicts ->
          Optional.of(new Reverted.Conflicts(conflicts.paths()));
      case RevertOutcome.AlreadyUndone _ -> Optional.of(done(git, tip, kept));
    };
  }

  private static boolean isOnFirstParentLine(GitRepository git, CommitId from, CommitId wanted) {
    CommitId at = from;
    for (int i = 0; i < MOST_REVERTED; i++) {
      if (at.equals(wanted)) {
        return true;
      }
      List<CommitId> parents = git.commit(at).parents();
      if (parents.isEmpty()) {
        return false;
      }
      at = parents.getFirst();
    }
    return false;
  }

  private static Reverted done(GitRepository git, CommitId commit, CommitId kept) {
    boolean same = git.commit(commit).tree().equals(git.commit(kept).tree());
    return new Reverted.Done(commit.sha(), same ? Content.AS_KEPT : Content.NEWER);
  }

  /** A commit whose content runs already needs no workflow to deploy it again. */
  private static String message(
      GitRepository git, RevertOrder order, List<CommitId> commits, boolean exact) {
    var text = new StringBuilder("Revert \"");
    text.append(git.commit(commits.getFirst()).subject()).append('"');
    if (commits.size() > 1) {
      text.append(" and ").append(commits.size() - 1).append(" more");
    }
    if (exact) {
      text.append(" [skip ci]");
    }
    text.append("\n\n");
    commits.forEach(c -> text.append("This reverts commit ").append(c.sha()).append(".\n"));
    if (!order.reason().isEmpty()) {
      text.append('\n').append(order.reason()).append('\n');
    }
    return text.append('\n').append(order.marker()).append('\n').toString();
  }

  @Override
  public Optional<String> record(
      String repository, String ref, Map<String, byte[]> files, String message, String marker) {
    return in(repository, git -> Optional.of(record(git, ref, files, message, marker)));
  }

  private String record(
      GitRepository git, String ref, Map<String, byte[]> files, String message, String marker) {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Optional<CommitId> tip = git.resolve(ref);
      if (tip.filter(t -> git.commit(t).message().contains(marker)).isPresent()) {
        return tip.get().sha();
      }
      Signature signature = Signature.now("Slipway", EMAIL, clock);
      CommitId commit =
          git.commitTree(tip.map(List::of).orElse(List.of()), files, signature, message);
      if (git.updateRef(ref, tip, Optional.of(commit), "deploy record")) {
        return commit.sha();
      }
    }
    throw new dev.slipway.base.SlipwayException(
        ref + " moves faster than a deploy record can be added");
  }
}
