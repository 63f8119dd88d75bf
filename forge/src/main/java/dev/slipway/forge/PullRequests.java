package dev.slipway.forge;

import dev.slipway.base.Json;
import dev.slipway.forge.ForgeException.Reason;
import dev.slipway.forge.PullRequest.Joined;
import dev.slipway.forge.PullRequestEvent.Action;
import dev.slipway.git.CommitId;
import dev.slipway.git.GitRepository;
import dev.slipway.git.MergeOutcome;
import dev.slipway.git.Signature;
import dev.slipway.http.Principal;
import dev.slipway.store.Database;
import dev.slipway.store.Journal;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * Pull requests and their two refs: {@code refs/pull/N/head}, and {@code refs/pull/N/merge} while
 * head and base can be joined (S7).
 *
 * <p>Callers hold the lock of the base repository. Refs move before the record does; {@link
 * #follow} brings both together again whenever it is asked, so a crash in between heals.
 */
final class PullRequests {
  private static final String HEADS = "refs/heads/";

  private final Repositories repositories;
  private final Database database;
  private final Journal journal;
  private final Clock clock;

  /** What a pull request is made of. */
  record Draft(
      HostedRepository head,
      String headBranch,
      HostedRepository base,
      String baseBranch,
      Optional<String> title,
      String body) {}

  PullRequests(Repositories repositories, Database database, Journal journal, Clock clock) {
    this.repositories = repositories;
    this.database = database;
    this.journal = journal;
    this.clock = clock;
  }

  Optional<PullRequest> find(HostedRepository repository, long number) {
    return database.read(sql -> PullTables.find(sql, repository.id(), number));
  }

  PullRequest get(HostedRepository repository, long number) {
    return find(repository, number)
        .orElseThrow(() ->
            new ForgeException(
                Reason.NOT_FOUND, repository.name() + " has no pull request " + number));
  }

  List<PullRequest> list(HostedRepository repository) {
    return database.read(sql -> PullTables.list(sql, repository.id()));
  }

  /** The open one of exactly these branches. */
  Optional<PullRequest> openOne(
      HostedRepository head, String headBranch, HostedRepository base, String baseBranch) {
    return list(base).stream()
        .filter(p ->
            p.state() == PullRequest.State.OPEN
                && p.headRepository() == head.id()
                && p.headBranch().equals(headBranch)
                && p.baseBranch().equals(baseBranch))
        .findFirst();
  }

  PullRequestEvent open(Draft draft, Principal author, List<String> options) {
    CommitId head = tip(draft.head(), draft.headBranch());
    CommitId base = tip(draft.base(), draft.baseBranch());
    var content = repositories.content(draft.base());
    bring(draft.head(), draft.base(), head);
    refuseNothingToDo(draft, content, base, head);
    var joined = join(content, base, head);
    String title = draft.title().orElseGet(() -> content.commit(head).subject());
    var opened =
        database.write(sql -> {
          long number = PullTables.nextNumber(sql, draft.base().id());
          var now = clock.instant();
          var pull =
              new PullRequest(
                  draft.base().id(),
                  number,
                  title,
                  draft.body(),
                  author.name(),
                  PullRequest.State.OPEN,
                  draft.head().id(),
                  draft.headBranch(),
                  head,
                  draft.baseBranch(),
                  base,
                  joined,
                  Optional.empty(),
                  now,
                  now);
          PullTables.save(sql, pull);
          PullTables.setUntold(sql, pull, Action.OPENED, author);
          journal.append(
              sql,
              "forge.pullRequest.opened",
              draft.base().name().resource(),
              author.name(),
              told(pull));
          return pull;
        });
    place(content, opened);
    return new PullRequestEvent(Action.OPENED, draft.base(), draft.head(), opened, author, options);
  }

  private void refuseNothingToDo(Draft draft, GitRepository content, CommitId base, CommitId head) {
    openOne(draft.head(), draft.headBranch(), draft.base(), draft.baseBranch())
        .ifPresent(p -> {
          throw new ForgeException(
              Reason.CONFLICT,
              "pull request " + p.number() + " is open for " + draft.headBranch() + " already");
        });
    if (content.isAncestor(head, base)) {
      throw new ForgeException(
          Reason.INVALID,
          draft.baseBranch() + " has everything of " + draft.headBranch() + " already");
    }
    if (content.mergeBase(base, head).isEmpty()) {
      throw new ForgeException(
          Reason.INVALID,
          draft.headBranch() + " and " + draft.baseBranch() + " have no commit in common");
    }
  }

  private CommitId tip(HostedRepository repository, String branch) {
    return tipOf(repository, branch)
        .orElseThrow(() ->
            new ForgeException(
                Reason.INVALID,
                repository.name() + " has no branch " + branch + "; push it first"));
  }

  private Optional<CommitId> tipOf(HostedRepository repository, String branch) {
    String ref = HEADS + branch;
    return GitRepository.isRefName(ref)
        ? repositories.content(repository).resolve(ref)
        : Optional.empty();
  }

  /** Objects of a fork's head must be where the pull request is. */
  private void bring(HostedRepository from, HostedRepository to, CommitId commit) {
    if (from.id() != to.id()) {
      repositories.content(to).copyFrom(repositories.content(from), commit);
    }
  }

  private Joined join(GitRepository content, CommitId base, CommitId head) {
    var outcome =
        content.merge(
            base,
            head,
            Signature.now("Slipway", "slipway@localhost", clock),
            "Merge " + head + " into " + base + "\n");
    return switch (outcome) {
      case MergeOutcome.Merged(CommitId merge) -> new Joined.Clean(merge);
      case MergeOutcome.Conflicts(List<String> paths) -> new Joined.Conflicting(paths);
      case MergeOutcome.Unrelated() -> new Joined.Conflicting(List.of());
    };
  }

  /** Lets the two refs say what the record says. */
  private static void place(GitRepository content, PullRequest pull) {
    put(content, pull.headRef(), Optional.of(pull.head()), pull);
    put(content, pull.mergeRef(), pull.merge(), pull);
  }

  private static void put(
      GitRepository content, String ref, Optional<CommitId> wanted, PullRequest pull) {
    var present = content.resolve(ref);
    if (!present.equals(wanted)
        && !content.updateRef(ref, present, wanted, "pull request " + pull.number())) {
      throw new ForgeException(Reason.CONFLICT, ref + " was moved by somebody else");
    }
  }

  /**
   * Brings a pull request in line with where its branches are now.
   *
   * @return what that means for it; nothing when only the base moved
   */
  Optional<PullRequestEvent> follow(PullRequest stale, Principal actor, List<String> options) {
    var base = repositories.get(stale.repository());
    var pull = get(base, stale.number());
    if (pull.state() != PullRequest.State.OPEN) {
      return Optional.empty();
    }
    var head = repositories.get(pull.headRepository());
    var headTip = tipOf(head, pull.headBranch());
    var baseTip = tipOf(base, pull.baseBranch());
    if (headTip.isEmpty() || baseTip.isEmpty()) {
      return Optional.of(end(pull, PullRequest.State.CLOSED, Optional.empty(), actor, options));
    }
    if (headTip.get().equals(pull.head()) && baseTip.get().equals(pull.base())) {
      place(repositories.content(base), pull);
      return Optional.empty();
    }
    bring(head, base, headTip.get());
    var content = repositories.content(base);
    if (content.isAncestor(headTip.get(), baseTip.get())) {
      var landed = new PullRequest.MergeRecord(actor.name(), baseTip.get(), clock.instant());
      return Optional.of(
          end(
              pull.withCommits(headTip.get(), pull.base(), pull.joined(), clock.instant()),
              PullRequest.State.MERGED,
              Optional.of(landed),
              actor,
              options));
    }
    return renew(pull, headTip.get(), baseTip.get(), actor, options);
  }

  private Optional<PullRequestEvent> renew(
      PullRequest pull, CommitId headTip, CommitId baseTip, Principal actor, List<String> options) {
    var base = repositories.get(pull.repository());
    var content = repositories.content(base);
    var renewed =
        pull.withCommits(headTip, baseTip, join(content, baseTip, headTip), clock.instant());
    boolean newHead = !headTip.equals(pull.head());
    if (newHead) {
      save(renewed, "forge.pullRequest.synchronized", Optional.of(Action.SYNCHRONIZE), actor);
    } else {
      save(renewed, "forge.pullRequest.rebased", Optional.empty(), actor);
    }
    place(content, renewed);
    return newHead
        ? Optional.of(event(Action.SYNCHRONIZE, renewed, actor, options))
        : Optional.empty();
  }

  PullRequestEvent close(HostedRepository repository, long number, Principal actor) {
    var pull = get(repository, number);
    if (pull.state() != PullRequest.State.OPEN) {
      throw new ForgeException(
          Reason.CONFLICT,
          "pull request " + number + " is " + pull.state().wireName() + " already");
    }
    return end(pull, PullRequest.State.CLOSED, Optional.empty(), actor, List.of());
  }

  PullRequestEvent reopen(HostedRepository repository, long number, Principal actor) {
    var pull = get(repository, number);
    if (pull.state() != PullRequest.State.CLOSED) {
      throw new ForgeException(
          Reason.CONFLICT, "pull request " + number + " is " + pull.state().wireName());
    }
    var head = repositories.get(pull.headRepository());
    CommitId headTip = tip(head, pull.headBranch());
    CommitId baseTip = tip(repository, pull.baseBranch());
    bring(head, repository, headTip);
    var draft =
        new Draft(
            head, pull.headBranch(), repository, pull.baseBranch(), Optional.empty(), pull.body());
    var content = repositories.content(repository);
    refuseNothingToDo(draft, content, baseTip, headTip);
    var reopened =
        pull.withCommits(headTip, baseTip, join(content, baseTip, headTip), clock.instant())
            .withState(PullRequest.State.OPEN, Optional.empty(), clock.instant());
    save(reopened, "forge.pullRequest.reopened", Optional.of(Action.REOPENED), actor);
    place(content, reopened);
    return event(Action.REOPENED, reopened, actor, List.of());
  }

  PullRequest edit(
      HostedRepository repository,
      long number,
      Optional<String> title,
      Optional<String> body,
      Optional<String> baseBranch,
      Principal actor) {
    var pull = get(repository, number);
    var edited =
        pull.withText(title.orElse(pull.title()), body.orElse(pull.body()), clock.instant());
    if (baseBranch.isEmpty() || baseBranch.get().equals(pull.baseBranch())) {
      save(edited, "forge.pullRequest.edited", Optional.empty(), actor);
      return edited;
    }
    if (pull.state() != PullRequest.State.OPEN) {
      throw new ForgeException(
          Reason.CONFLICT, "the base of a pull request that is not open does not change");
    }
    CommitId base = tip(repository, baseBranch.get());
    var content = repositories.content(repository);
    var moved =
        edited
            .onto(baseBranch.get())
            .withCommits(pull.head(), base, join(content, base, pull.head()), clock.instant());
    save(moved, "forge.pullRequest.edited", Optional.empty(), actor);
    place(content, moved);
    return moved;
  }

  /** Ends a pull request; its head stays readable, its merge ref goes. */
  PullRequestEvent end(
      PullRequest pull,
      PullRequest.State state,
      Optional<PullRequest.MergeRecord> outcome,
      Principal actor,
      List<String> options) {
    var ended = pull.withState(state, outcome, clock.instant());
    save(ended, "forge.pullRequest." + state.wireName(), Optional.of(Action.CLOSED), actor);
    var content = repositories.content(repositories.get(pull.repository()));
    put(content, ended.headRef(), Optional.of(ended.head()), ended);
    put(content, ended.mergeRef(), Optional.empty(), ended);
    return event(Action.CLOSED, ended, actor, options);
  }

  /** The open ones that moves of these refs touch, here or in repositories forked from this one. */
  List<PullRequest> touchedBy(HostedRepository repository, List<String> refs) {
    var touched = new ArrayList<PullRequest>();
    for (String ref : refs) {
      if (ref.startsWith(HEADS)) {
        String branch = ref.substring(HEADS.length());
        database
            .read(sql -> PullTables.touchedBy(sql, repository.id(), branch))
            .forEach(touched::add);
      }
    }
    return touched;
  }

  /**
   * Writes a state with its journal event.
   *
   * @param action what listeners are to be told; empty for nothing
   */
  private void save(PullRequest pull, String kind, Optional<Action> action, Principal actor) {
    var resource = repositories.get(pull.repository()).name().resource();
    database.write(sql -> {
      PullTables.save(sql, pull);
      if (action.isPresent()) {
        PullTables.setUntold(sql, pull, action.get(), actor);
      }
      journal.append(sql, kind, resource, actor.name(), told(pull));
      return pull;
    });
  }

  /** Notes that everybody has been told. */
  void told(PullRequestEvent event) {
    database.writeUnflushed(sql -> PullTables.setTold(sql, event.pullRequest(), event.action()));
  }

  /** What happened and nobody was told of. */
  List<PullRequestEvent> untold() {
    return database.read(PullTables::untold).stream()
        .map(u -> {
          var pull = get(repositories.get(u.repository()), u.number());
          return event(u.action(), pull, u.actor(), List.of());
        })
        .toList();
  }

  private PullRequestEvent event(
      Action action, PullRequest pull, Principal actor, List<String> options) {
    return new PullRequestEvent(
        action,
        repositories.get(pull.repository()),
        repositories.get(pull.headRepository()),
        pull,
        actor,
        options);
  }

  private static ObjectNode told(PullRequest pull) {
    return Json.MAPPER
        .createObjectNode()
        .put("number", pull.number())
        .put("head", pull.head().sha())
        .put("base", pull.base().sha())
        .put("merge", pull.merge().map(CommitId::sha).orElse(""))
        .put("state", pull.state().wireName())
        .put("fromFork", pull.fromFork());
  }
}
