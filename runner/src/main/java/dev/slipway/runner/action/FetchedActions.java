package dev.slipway.runner.action;

import dev.slipway.base.SlipwayException;
import dev.slipway.git.CommitId;
import dev.slipway.git.GitException;
import dev.slipway.git.GitRepository;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * Repositories of actions that are hosted elsewhere, as on GitHub. Only the commits that are used
 * are fetched, each once; what a tag or branch is there is asked again after a minute.
 */
public final class FetchedActions {
  private static final Pattern NAME = Pattern.compile("[\\w-][\\w.-]*/[\\w-][\\w.-]*");
  private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}");
  private static final Duration FRESH = Duration.ofMinutes(1);
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Path directory;
  private final Optional<URI> from;
  private final Clock clock;
  private final Map<String, Known> known = new ConcurrentHashMap<>();
  private final Map<String, Object> locks = new ConcurrentHashMap<>();

  /** What was said of an action, and when; a failure is not asked for again at once either. */
  private record Known(Instant at, Optional<String> failure, boolean there) {}

  /**
   * @param directory where they are kept
   * @param from where {@code OWNER/NAME} is found; empty for nowhere
   */
  public FetchedActions(Path directory, Optional<URI> from, Clock clock) {
    this.directory = directory;
    this.from = from;
    this.clock = clock;
  }

  /**
   * The repository of an action with what its ref names.
   *
   * @return empty when nothing may be fetched
   * @throws SlipwayException when the other side cannot be reached or has no such action
   */
  public Optional<ActionSources.Opened> open(ActionName.Hosted name) {
    if (from.isEmpty() || !NAME.matcher(name.repository()).matches()) {
      return Optional.empty();
    }
    Path place = directory.resolve(name.repository() + ".git");
    synchronized (locks.computeIfAbsent(name.repository(), key -> new Object())) {
      GitRepository repository =
          Files.exists(place.resolve("HEAD"))
              ? GitRepository.open(place)
              : GitRepository.init(place);
      try {
        return Optional.of(new ActionSources.Opened(repository, update(repository, name)));
      } catch (RuntimeException e) {
        repository.close();
        throw e;
      }
    }
  }

  /** Brings a repository up to date; what people should know when that is not possible. */
  private Optional<String> update(GitRepository repository, ActionName.Hosted name) {
    if (COMMIT.matcher(name.ref()).matches() && repository.resolve(name.ref()).isPresent()) {
      return Optional.empty(); // A commit is the same for ever.
    }
    String key = name.repository() + "@" + name.ref();
    Known now = known.get(key);
    if (now == null || now.at().plus(FRESH).isBefore(clock.instant())) {
      now = ask(repository, name);
      known.put(key, now);
    }
    if (now.there()) {
      return Optional.empty();
    }
    Optional<CommitId> before = repository.resolve("refs/tags/" + name.ref());
    if (before.isEmpty()) {
      before = repository.resolve("refs/heads/" + name.ref());
    }
    String failure = now.failure().orElse(from.orElseThrow() + " has no " + name);
    if (now.failure().isEmpty() || before.isEmpty()) {
      throw new SlipwayException(failure);
    }
    return Optional.of(failure + "; used is what was fetched before");
  }

  private Known ask(GitRepository repository, ActionName.Hosted name) {
    String base = from.orElseThrow().toString();
    URI url = URI.create((base.endsWith("/") ? base : base + "/") + name.repository() + ".git");
    try {
      boolean there = repository.fetch(url, name.ref(), PATIENCE).isPresent();
      return new Known(clock.instant(), Optional.empty(), there);
    } catch (GitException e) {
      return new Known(clock.instant(), Optional.of(String.valueOf(e.getMessage())), false);
    }
  }
}
