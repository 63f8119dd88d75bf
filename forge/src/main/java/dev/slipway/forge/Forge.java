package dev.slipway.forge;

import dev.slipway.forge.ForgeException.Reason;
import dev.slipway.git.CommitId;
import dev.slipway.git.RefChange;
import dev.slipway.http.Principal;
import dev.slipway.store.Database;
import dev.slipway.store.Journal;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What happens to hosted repositories, whoever asks for it: a push, the API or another room.
 *
 * <pre>
 * refs move in git ─► record (push log, journal) ─► pull requests follow ─► listener is told
 * </pre>
 */
public final class Forge {
  private static final System.Logger LOG = System.getLogger(Forge.class.getName());
  private static final Principal RECOVERY = new Principal("system:recovery", Set.of());

  private final Repositories repositories;
  private final ForgePorts ports;
  private final Locks locks = new Locks();
  private final Records records;
  private final Protections protections;
  private final PullRequests pulls;
  private final PullMerges merges;
  private final PushRules rules;

  /** What has happened and is to be told. */
  record Happened(List<PushEvent> pushes, List<PullRequestEvent> pulls) {
    Happened plus(List<PullRequestEvent> more) {
      var all = new ArrayList<>(pulls);
      all.addAll(more);
      return new Happened(pushes, all);
    }
  }

  public Forge(
      Repositories repositories,
      Database database,
      Journal journal,
      Clock clock,
      ForgePorts ports) {
    this.repositories = repositories;
    this.ports = ports;
    this.records = new Records(database, journal, clock);
    this.protections = new Protections(database, journal, ports.checks());
    this.pulls = new PullRequests(repositories, database, journal, clock);
    this.merges = new PullMerges(repositories, pulls, protections, records, clock);
    this.rules = new PushRules(repositories, protections, ports.gate());
  }

  /** The repositories themselves. */
  public Repositories repositories() {
    return repositories;
  }

  PushRules rules() {
    return rules;
  }

  Protections protections() {
    return protections;
  }

  /** All pull requests of a repository, newest first. */
  public List<PullRequest> pullRequests(HostedRepository repository) {
    return pulls.list(repository);
  }

  /** One pull request. */
  public Optional<PullRequest> pullRequest(HostedRepository repository, long number) {
    return pulls.find(repository, number);
  }

  /** One that must be there. */
  public PullRequest required(HostedRepository repository, long number) {
    return pulls.get(repository, number);
  }

  Optional<PullRequest> openOne(
      HostedRepository head, String headBranch, HostedRepository base, String baseBranch) {
    return pulls.openOne(head, headBranch, base, baseBranch);
  }

  /**
   * Moves a branch or tag on behalf of another room, as a push would: if it is where it is expected
   * to be. Protection and gate are not asked; who calls this has decided.
   *
   * @return whether it was there
   */
  public boolean move(
      HostedRepository repository,
      String ref,
      Optional<CommitId> expectedOld,
      CommitId to,
      Principal by) {
    var content = repositories.content(repository);
    var kind = Records.kind(content, expectedOld, to);
    if (!content.updateRef(ref, expectedOld, Optional.of(to), "moved by " + by.name())) {
      return false;
    }
    var change = new RefChange(ref, expectedOld, Optional.of(to), kind);
    tell(record(repository, List.of(change), by, List.of()), PushProgress.NONE);
    return true;
  }

  /**
   * Moves, makes or deletes a branch or tag as a push of {@code by} would: if it is where it is
   * expected to be, and neither protection nor gate object.
   *
   * @param from where it is; empty when it is to be made
   * @param to where it goes; empty when it is to be deleted
   * @throws ForgeException when somebody objects, or it has moved meanwhile
   */
  public void push(
      HostedRepository repository,
      String ref,
      Optional<CommitId> from,
      Optional<CommitId> to,
      Principal by) {
    var content = repositories.content(repository);
    var kind = to.map(id -> Records.kind(content, from, id)).orElse(RefChange.Kind.DELETED);
    var change = new RefChange(ref, from, to, kind);
    rules
        .objection(repository, change, by)
        .ifPresent(refusal -> {
          var why = new ArrayList<>(List.of(ref + ": " + refusal.reason()));
          why.addAll(refusal.details());
          throw new ForgeException(Reason.INVALID, String.join("\n", why));
        });
    if (!content.updateRef(ref, from, to, "moved by " + by.name())) {
      throw new ForgeException(Reason.CONFLICT, ref + " is not where it was expected to be");
    }
    tell(record(repository, List.of(change), by, List.of()), PushProgress.NONE);
  }

  /** Records moves that git has made, and lets pull requests follow. */
  Happened record(
      HostedRepository repository, List<RefChange> changes, Principal by, List<String> options) {
    var events =
        changes.stream()
            .map(c ->
                new PushEvent(repository, c.ref(), c.before(), c.after(), c.kind(), by, options))
            .toList();
    return record(repository, events, by);
  }

  private Happened record(HostedRepository repository, List<PushEvent> events, Principal by) {
    var options = events.isEmpty() ? List.<String>of() : events.getFirst().options();
    var recorded =
        locks.with(repository.id(), () -> records.add(events, repositories.content(repository)));
    return new Happened(recorded, followers(repository, refs(events), by, options));
  }

  private static List<String> refs(List<PushEvent> events) {
    return events.stream().map(PushEvent::ref).toList();
  }

  private List<PullRequestEvent> followers(
      HostedRepository repository, List<String> refs, Principal by, List<String> options) {
    var events = new ArrayList<PullRequestEvent>();
    for (PullRequest pull : pulls.touchedBy(repository, refs)) {
      try {
        locks.with(pull.repository(), () -> pulls.follow(pull, by, options)).ifPresent(events::add);
      } catch (RuntimeException e) {
        // The push has happened and must be told of; the next push or merge brings this in line.
        LOG.log(
            Level.ERROR,
            "pull request " + pull.number() + " of " + pull.repository() + " could not follow",
            e);
      }
    }
    return events;
  }

  /** Opens a pull request without telling of it yet. */
  PullRequestEvent open(PullRequests.Draft draft, Principal author, List<String> options) {
    return locks.with(draft.base().id(), () -> pulls.open(draft, author, options));
  }

  /**
   * Opens a pull request.
   *
   * @param head the repository that has {@code headBranch}: the base's own, or a fork of it
   * @throws ForgeException when a branch is missing, or there is nothing to merge
   */
  public PullRequest propose(
      HostedRepository head,
      String headBranch,
      HostedRepository base,
      String baseBranch,
      PullEdit text,
      Principal author) {
    return openAndTell(
        new PullRequests.Draft(
            head, headBranch, base, baseBranch, text.title(), text.body().orElse("")),
        author);
  }

  /** Opens a pull request. */
  PullRequest openAndTell(PullRequests.Draft draft, Principal author) {
    return told(open(draft, author, List.of()));
  }

  /** Closes one that is open, without a merge. */
  public PullRequest close(HostedRepository repository, long number, Principal by) {
    return told(locks.with(repository.id(), () -> pulls.close(repository, number, by)));
  }

  /** Opens one again that was closed. */
  public PullRequest reopen(HostedRepository repository, long number, Principal by) {
    return told(locks.with(repository.id(), () -> pulls.reopen(repository, number, by)));
  }

  /** Changes its title, text or base. */
  public PullRequest edit(HostedRepository repository, long number, PullEdit edit, Principal by) {
    return locks.with(
        repository.id(),
        () -> pulls.edit(repository, number, edit.title(), edit.body(), edit.base(), by));
  }

  /** What about a pull request is to be another; empty leaves it as it is. */
  public record PullEdit(Optional<String> title, Optional<String> body, Optional<String> base) {}

  /**
   * Merges a pull request into its base.
   *
   * @param expectedHead what the one who merges has seen; another head is refused
   * @throws ForgeException when it is not open, conflicts, or its base's protection is not
   *     satisfied
   */
  public PullRequest merge(
      HostedRepository repository,
      long number,
      MergeMethod method,
      Optional<CommitId> expectedHead,
      Principal by) {
    // The head may have moved without a push being recorded: first follow, then judge.
    var before =
        locks.with(
            repository.id(), () -> pulls.follow(pulls.get(repository, number), by, List.of()));
    before.ifPresent(event -> tell(new Happened(List.of(), List.of(event)), PushProgress.NONE));
    var merged =
        locks.with(
            repository.id(), () -> merges.merge(repository, number, method, expectedHead, by));
    var others = followers(repository, refs(merged.pushes()), by, List.of());
    tell(merged.plus(others), PushProgress.NONE);
    return pulls.get(repository, number);
  }

  /**
   * Finds what a crash left unrecorded or untold, and lets it be followed; to be called at start,
   * before requests are taken. Whoever listens may be told again of what it has been told already.
   */
  public void recover() {
    List<PushEvent> untold = records.untold();
    for (PushEvent event : untold) {
      LOG.log(Level.INFO, "{0}: push {1} had not been followed", event.ref(), event.number());
      followers(event.repository(), List.of(event.ref()), event.pusher(), List.of());
      tell(new Happened(List.of(event), List.of()), PushProgress.NONE);
    }
    tell(new Happened(List.of(), pulls.untold()), PushProgress.NONE);
    for (HostedRepository repository : repositories.list()) {
      var missed = records.missed(repository, repositories.content(repository), RECOVERY);
      if (!missed.isEmpty()) {
        LOG.log(Level.INFO, "{0}: {1} moves were not recorded", repository.name(), missed.size());
        tell(record(repository, missed, RECOVERY), PushProgress.NONE);
      }
    }
  }

  /** Forgets pushes of before; returns how many. */
  public int forgetBefore(Instant time) {
    return records.forgetBefore(time);
  }

  private PullRequest told(PullRequestEvent event) {
    tell(new Happened(List.of(), List.of(event)), PushProgress.NONE);
    return event.pullRequest();
  }

  /** Tells the listener; it failing for one event keeps nothing from the others. */
  void tell(Happened happened, PushProgress progress) {
    happened
        .pushes()
        .forEach(e -> {
          guarded(e.ref(), progress, () -> ports.listener().pushed(e, progress));
          guarded(e.ref(), progress, () -> records.told(e));
        });
    happened
        .pulls()
        .forEach(e -> {
          String what = "pull request " + e.pullRequest().number();
          guarded(what, progress, () -> ports.listener().pullRequestChanged(e, progress));
          guarded(what, progress, () -> pulls.told(e));
        });
  }

  private static void guarded(String what, PushProgress progress, Runnable work) {
    try {
      work.run();
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "what follows from " + what + " failed", e);
      progress.line(what + " is recorded, but what follows from it failed: " + e.getMessage());
    }
  }

  /** The repository of that name, or the reason why there is none. */
  public HostedRepository repository(RepositoryName name) {
    return repositories
        .find(name)
        .orElseThrow(() -> new ForgeException(Reason.NOT_FOUND, name + " does not exist"));
  }
}
