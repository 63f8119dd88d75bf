package dev.slipway.registry;

import dev.slipway.http.Principal;
import dev.slipway.oci.Digest;
import dev.slipway.registry.Repository.CleanupMode;
import dev.slipway.registry.cleanup.Candidate;
import dev.slipway.registry.cleanup.CleanupPlanner;
import dev.slipway.registry.cleanup.CleanupPolicy;
import dev.slipway.registry.cleanup.CleanupSnapshot;
import dev.slipway.registry.cleanup.Decision;
import dev.slipway.registry.cleanup.Decision.Verdict;
import dev.slipway.store.Database;
import dev.slipway.store.Sql;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Applies the clean-up policies of repositories. {@link CleanupPlanner} decides; here the snapshot
 * is taken and the decisions are carried out. What is removed can be restored for the undo window.
 */
public final class CleanUp {
  private static final DateTimeFormatter ID =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS").withZone(ZoneOffset.UTC);
  private static final Duration WARNING = Duration.ofDays(1);

  private final Database database;
  private final Repositories repositories;
  private final Removals removals;
  private final RegistryEvents events;
  private final Clock clock;
  private final AtomicReference<Set<Doomed>> doomed = new AtomicReference<>(Set.of());

  private record Doomed(String name, Digest digest) {}

  /**
   * What a clean-up of one repository did or would do.
   *
   * @param cause what it writes to the history of tags; {@link Removals#restore} undoes by it
   * @param decisions about every image, with reasons
   * @param removed how many it removed; zero when it only looked
   */
  public record Report(
      RepositoryPath repository, String cause, List<Decision> decisions, int removed) {
    public Report {
      decisions = List.copyOf(decisions);
    }
  }

  CleanUp(
      Database database,
      Repositories repositories,
      Removals removals,
      RegistryEvents events,
      Clock clock) {
    this.database = database;
    this.repositories = repositories;
    this.removals = removals;
    this.events = events;
    this.clock = clock;
  }

  /**
   * Says what a clean-up would do now.
   *
   * @param policies to be used in place of the repository's own, when there are any
   */
  public Report plan(RepositoryPath path, List<CleanupPolicy> policies, ImagesInUse uses) {
    Repository repository = repositories.find(path).orElseThrow(() -> Repositories.missing(path));
    List<CleanupPolicy> those = policies.isEmpty() ? repository.settings().policies() : policies;
    var snapshot = snapshot(repository, those, uses.reasons(), clock.instant());
    return new Report(path, "", CleanupPlanner.plan(snapshot), 0);
  }

  /** Cleans one repository by its own policies, unless these are in dry run. */
  public Report run(RepositoryPath path, ImagesInUse uses, Principal who) {
    Report plan = plan(path, List.of(), uses);
    Repository repository = repositories.find(path).orElseThrow(() -> Repositories.missing(path));
    if (repository.settings().cleanup() == CleanupMode.DRY_RUN) {
      return plan;
    }
    String cause = "clean-up " + ID.format(clock.instant());
    int removed = 0;
    // What came into use since the plan stays.
    Map<Digest, String> used = uses.reasons();
    for (Decision decision : usersFirst(plan.decisions())) {
      Candidate image = decision.image();
      if (!used.containsKey(image.digest())
          && removals.unchanged(image.name(), image.digest(), image.tags(), cause, who)) {
        removed++;
      }
    }
    if (removed > 0) {
      var data = RegistryEvents.data().put("cause", cause).put("removed", removed);
      events.submit("cleaned", path.toString(), who, data);
    }
    return new Report(path, cause, plan.decisions(), removed);
  }

  /** Cleans all repositories that have policies, and looks what comes next. */
  public List<Report> runAll(ImagesInUse uses) {
    var reports = new ArrayList<Report>();
    var next = new HashSet<Doomed>();
    for (Repository repository : repositories.list()) {
      if (repository.settings().policies().isEmpty()) {
        continue;
      }
      reports.add(run(repository.path(), uses, Collector.SELF));
      if (repository.settings().cleanup() == CleanupMode.ACTIVE) {
        lookAhead(repository, uses, next);
      }
    }
    doomed.set(Set.copyOf(next));
    return reports;
  }

  private void lookAhead(Repository repository, ImagesInUse uses, Set<Doomed> next) {
    Instant then = clock.instant().plus(WARNING);
    var snapshot = snapshot(repository, repository.settings().policies(), uses.reasons(), then);
    for (Decision decision : CleanupPlanner.plan(snapshot)) {
      if (decision.verdict() == Verdict.DELETE) {
        next.add(new Doomed(decision.image().name(), decision.image().digest()));
      }
    }
  }

  /** Whether a clean-up will remove the image within a day, if nothing changes. */
  boolean isDoomed(String name, Digest digest) {
    Set<Doomed> known = doomed.get();
    return !known.isEmpty() && known.contains(new Doomed(name, digest));
  }

  /** An index goes before its parts, as nothing can go that is part of another. */
  private static List<Decision> usersFirst(List<Decision> decisions) {
    var parts = new HashMap<Digest, Integer>();
    List<Decision> deleted =
        new ArrayList<>(decisions.stream().filter(d -> d.verdict() == Verdict.DELETE).toList());
    for (int round = 0; round < deleted.size(); round++) {
      boolean changed = false;
      for (Decision decision : deleted) {
        int depth = parts.getOrDefault(decision.image().digest(), 0);
        for (Digest part : decision.image().parts()) {
          if (parts.getOrDefault(part, 0) <= depth) {
            parts.put(part, depth + 1);
            changed = true;
          }
        }
      }
      if (!changed) {
        break;
      }
    }
    deleted.sort(java.util.Comparator.comparingInt(d -> parts.getOrDefault(d.image().digest(), 0)));
    return deleted;
  }

  private CleanupSnapshot snapshot(
      Repository repository, List<CleanupPolicy> policies, Map<Digest, String> used, Instant now) {
    List<Candidate> images = database.read(sql -> candidates(sql, repository.path()));
    return new CleanupSnapshot(images, policies, used, repository.settings().tags(), now);
  }

  private static List<Candidate> candidates(Sql sql, RepositoryPath path) throws SQLException {
    var all = new ArrayList<Candidate>();
    for (String name : NameTable.in(sql, path)) {
      var tags = new HashMap<Digest, List<String>>();
      for (RegistryTag tag : TagTable.list(sql, name, "", Integer.MAX_VALUE)) {
        tags.computeIfAbsent(tag.digest(), d -> new ArrayList<>()).add(tag.tag());
      }
      List<StoredVersion> versions = ManifestTable.versions(sql, name);
      var here = new HashSet<Digest>();
      versions.forEach(v -> here.add(v.digest()));
      var parts = new HashMap<Digest, List<Digest>>();
      for (var reference : ManifestTable.references(sql, name)) {
        if (here.contains(reference.getValue())) {
          parts
              .computeIfAbsent(reference.getKey(), d -> new ArrayList<>())
              .add(reference.getValue());
        }
      }
      for (StoredVersion version : versions) {
        all.add(
            new Candidate(
                name,
                path.packageOf(name).orElse(path.repository()),
                version.digest(),
                tags.getOrDefault(version.digest(), List.of()),
                version.pushed(),
                version.pulled(),
                version.subject(),
                parts.getOrDefault(version.digest(), List.of())));
      }
    }
    return all;
  }
}
