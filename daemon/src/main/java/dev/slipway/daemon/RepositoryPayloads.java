package dev.slipway.daemon;

import dev.slipway.forge.HostedRepository;
import dev.slipway.forge.PullRequest;
import dev.slipway.forge.PullRequestEvent;
import dev.slipway.forge.PushEvent;
import dev.slipway.git.CommitId;
import dev.slipway.git.CommitInfo;
import dev.slipway.git.FileChange;
import dev.slipway.git.GitRepository;
import dev.slipway.http.Principal;
import dev.slipway.workflow.event.Account;
import dev.slipway.workflow.event.CommitFacts;
import dev.slipway.workflow.event.PullRequestPayload;
import dev.slipway.workflow.event.PullRequestPayload.End;
import dev.slipway.workflow.event.PushPayload;
import dev.slipway.workflow.event.RepositoryFacts;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.zip.CRC32;

/** What happened in a hosted repository, as workflows see it in {@code github.event}. */
final class RepositoryPayloads {
  private static final int MOST_COMMITS = 100;

  private final String url;

  /**
   * @param url of the instance
   */
  RepositoryPayloads(String url) {
    this.url = url;
  }

  RepositoryFacts facts(HostedRepository repository) {
    String name = repository.name().toString();
    return new RepositoryFacts(
        repository.name().owner(),
        number(repository.name().owner()),
        repository.name().name(),
        repository.id(),
        repository.defaultBranch(),
        repository.visibility() == HostedRepository.Visibility.PRIVATE,
        repository.parent().isPresent(),
        url + "/" + name,
        url + "/git/" + name + ".git");
  }

  PushPayload push(PushEvent event, GitRepository content) {
    return new PushPayload(
        facts(event.repository()),
        account(event.pusher()),
        event.ref(),
        event.before().map(CommitId::sha),
        event.after().map(CommitId::sha),
        event.forced(),
        event.after().map(after -> commits(content, event.before(), after)).orElse(List.of()));
  }

  /** The new commits, the oldest first; of a new branch only its last one. */
  private static List<CommitFacts> commits(
      GitRepository content, Optional<CommitId> before, CommitId after) {
    List<CommitInfo> log =
        before.isPresent()
            ? content.log(after, List.of(before.get()), MOST_COMMITS)
            : List.of(content.commit(after));
    var commits = new ArrayList<CommitFacts>();
    log.forEach(commit -> commits.add(commit(content, commit)));
    Collections.reverse(commits);
    return commits;
  }

  private static CommitFacts commit(GitRepository content, CommitInfo commit) {
    List<FileChange> changes = content.changes(commit.parents().stream().findFirst(), commit.id());
    Function<FileChange.Kind, List<String>> of =
        kind -> changes.stream().filter(c -> c.kind() == kind).map(FileChange::path).toList();
    return new CommitFacts(
        commit.id().sha(),
        commit.tree(),
        commit.message(),
        commit.author().time(),
        commit.author().name(),
        commit.author().email(),
        commit.committer().name(),
        commit.committer().email(),
        true,
        of.apply(FileChange.Kind.ADDED),
        of.apply(FileChange.Kind.REMOVED),
        of.apply(FileChange.Kind.MODIFIED));
  }

  PullRequestPayload pullRequest(PullRequestEvent event) {
    PullRequest pull = event.pullRequest();
    return new PullRequestPayload(
        facts(event.repository()),
        account(event.actor()),
        event.action().wireName(),
        new PullRequestPayload.PullRequest(
            Math.toIntExact(pull.number()),
            pull.title(),
            pull.body(),
            new Account(pull.author(), number(pull.author()), "", false),
            false,
            pull.state() == PullRequest.State.OPEN,
            pull.state() == PullRequest.State.MERGED,
            new End(facts(event.head()), pull.headBranch(), pull.head().sha()),
            new End(facts(event.repository()), pull.baseBranch(), pull.base().sha()),
            mergeCommit(pull).map(CommitId::sha),
            List.of(),
            pull.created(),
            pull.updated()),
        Optional.empty());
  }

  /** What {@code refs/pull/N/merge} holds; empty while the two sides conflict. */
  static Optional<CommitId> mergeCommit(PullRequest pull) {
    return switch (pull.joined()) {
      case PullRequest.Joined.Clean(CommitId merge) -> Optional.of(merge);
      case PullRequest.Joined.Conflicting conflicting -> Optional.empty();
    };
  }

  private static Account account(Principal principal) {
    boolean bot = principal.name().startsWith("system:") || principal.name().startsWith("job:");
    return new Account(principal.name(), number(principal.name()), "", bot);
  }

  /** Accounts have no numbers here; payloads need one that stays the same. */
  static long number(String account) {
    var sum = new CRC32();
    sum.update(account.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    return sum.getValue();
  }
}
