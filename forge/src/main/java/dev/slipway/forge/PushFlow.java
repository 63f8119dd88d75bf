package dev.slipway.forge;

import dev.slipway.base.InputException;
import dev.slipway.git.GitRepository;
import dev.slipway.git.PushOutput;
import dev.slipway.git.PushReceiver;
import dev.slipway.git.RefChange;
import dev.slipway.git.WorkRef;
import dev.slipway.http.Principal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One push to one repository.
 *
 * <pre>
 * objects have arrived ─► options ─► reserved refs ─► protection ─► gate ─► refs move
 *                                                                           └─► record ─► pull request ─► listener
 * </pre>
 */
final class PushFlow implements PushReceiver {
  private static final String HEADS = "refs/heads/";

  private final Forge forge;
  private final Access access;
  private final HostedRepository repository;
  private final Principal pusher;

  PushFlow(Forge forge, Access access, HostedRepository repository, Principal pusher) {
    this.forge = forge;
    this.access = access;
    this.repository = repository;
    this.pusher = pusher;
  }

  @Override
  public Map<String, String> refusals(
      List<RefChange> changes, List<String> options, PushOutput output) {
    var refusals = new LinkedHashMap<String, String>();
    try {
      PushOptions.parse(options);
    } catch (InputException e) {
      output.line(e.getMessage() == null ? e.problem() : e.getMessage());
      changes.forEach(c -> refusals.put(c.ref(), e.position() + " " + e.problem()));
      return refusals;
    }
    for (RefChange change : changes) {
      objection(change, output).ifPresent(why -> refusals.put(change.ref(), why));
    }
    return refusals;
  }

  private Optional<String> objection(RefChange change, PushOutput output) {
    if (WorkRef.is(change.ref())) {
      return workObjection(change);
    }
    var refusal = forge.rules().objection(repository, change, pusher);
    refusal.ifPresent(r -> r.details().forEach(output::line));
    return refusal.map(PushGate.Refusal::reason);
  }

  /** What is only run and never becomes a branch: for those who may start runs. */
  private Optional<String> workObjection(RefChange change) {
    if (!GitRepository.isRefName(change.ref())) {
      return Optional.of("not the name of a ref");
    }
    if (!access.allows(pusher, ForgePermission.RUNS_CREATE, repository.name())) {
      return Optional.of("only who may start runs (runs.create) hands over what is to be run");
    }
    // A run's commit stays the one that was asked for.
    return change.kind() == RefChange.Kind.ADVANCED || change.kind() == RefChange.Kind.FORCED
        ? Optional.of("is there already; take another name")
        : Optional.empty();
  }

  @Override
  public void moved(List<RefChange> changes, List<String> options, PushOutput output) {
    var progress = progress(output);
    adoptDefaultBranch(changes);
    // Read again: the first push may just have settled the default branch.
    var current = forge.repository(repository.name());
    var happened = forge.record(current, changes, pusher, options);
    var wanted = PushOptions.parse(options);
    var opened = new ArrayList<PullRequestEvent>();
    if (wanted.opensPullRequest()) {
      changes.forEach(c -> open(c, wanted, options, progress).ifPresent(opened::add));
    }
    forge.tell(happened.plus(opened), progress);
  }

  /** The first branch of a repository becomes its default when there is no main. */
  private void adoptDefaultBranch(List<RefChange> changes) {
    var content = forge.repositories().content(repository);
    if (content.resolve(repository.defaultRef()).isPresent()) {
      return;
    }
    changes.stream()
        .filter(c -> c.ref().startsWith(HEADS) && c.after().isPresent())
        .findFirst()
        .ifPresent(c ->
            forge
                .repositories()
                .update(
                    repository,
                    c.ref().substring(HEADS.length()),
                    repository.visibility(),
                    pusher));
  }

  private Optional<PullRequestEvent> open(
      RefChange change, PushOptions wanted, List<String> options, PushProgress progress) {
    if (!change.ref().startsWith(HEADS) || change.after().isEmpty()) {
      return Optional.empty();
    }
    String branch = change.ref().substring(HEADS.length());
    HostedRepository base =
        repository.parent().flatMap(forge.repositories()::find).orElse(repository);
    String baseBranch = wanted.base().orElse(base.defaultBranch());
    if (!access.allows(pusher, ForgePermission.PULL_REQUESTS_CREATE, base.name())) {
      progress.line("No pull request: you may not open one in " + base.name());
      return Optional.empty();
    }
    var present = forge.openOne(repository, branch, base, baseBranch);
    if (present.isPresent()) {
      progress.line("Pull request #" + present.get().number() + " has this push.");
      return Optional.empty();
    }
    try {
      var draft =
          new PullRequests.Draft(
              repository, branch, base, baseBranch, wanted.title(), wanted.body().orElse(""));
      var event = forge.open(draft, pusher, options);
      announce(event.pullRequest(), base, progress);
      return Optional.of(event);
    } catch (ForgeException e) {
      progress.line("No pull request: " + e.getMessage());
      return Optional.empty();
    }
  }

  private static void announce(PullRequest pull, HostedRepository base, PushProgress progress) {
    progress.line(
        "Pull request #" + pull.number() + " opened in " + base.name() + ": " + pull.title());
    if (pull.joined() instanceof PullRequest.Joined.Conflicting(List<String> paths)) {
      progress.line("It conflicts with " + pull.baseBranch() + " in " + String.join(", ", paths));
    }
  }

  private static PushProgress progress(PushOutput output) {
    return new PushProgress() {
      @Override
      public void line(String text) {
        output.line(text);
      }

      @Override
      public boolean isWatched() {
        return output.isWatched();
      }
    };
  }
}
