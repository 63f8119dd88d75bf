package dev.slipway.forge;

import dev.slipway.base.Json;
import dev.slipway.git.CommitId;
import dev.slipway.git.GitRepository;
import dev.slipway.git.RefChange;
import dev.slipway.http.Principal;
import dev.slipway.store.Database;
import dev.slipway.store.Journal;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Puts moves of refs on record: push log, last known place and journal in one transaction.
 *
 * <p>Refs live in git, records in the database. A crash between the two leaves a ref that is not
 * where the record says; {@link #missed} finds these at the next start.
 */
final class Records {
  private static final List<String> KINDS = List.of("refs/heads/", "refs/tags/");

  private final Database database;
  private final Journal journal;
  private final Clock clock;

  Records(Database database, Journal journal, Clock clock) {
    this.database = database;
    this.journal = journal;
    this.clock = clock;
  }

  /** Records moves and numbers them; the caller holds the repository's lock. */
  List<PushEvent> add(List<PushEvent> events, GitRepository content) {
    var now = new HashMap<String, Optional<CommitId>>();
    events.forEach(e -> now.put(e.ref(), content.resolve(e.ref())));
    return database.write(sql -> {
      var recorded = new ArrayList<PushEvent>();
      for (PushEvent event : events) {
        recorded.add(ForgeTables.addPush(sql, event, clock.instant()));
        // Where it is by now, for two pushes may be recorded in the other order.
        ForgeTables.setRef(
            sql,
            event.repository().id(),
            event.ref(),
            now.getOrDefault(event.ref(), Optional.empty()));
        journal.append(
            sql,
            "forge.push",
            event.repository().name().resource(),
            event.pusher().name(),
            Json.MAPPER
                .createObjectNode()
                .put("ref", event.ref())
                .put("before", event.before().map(CommitId::sha).orElse(""))
                .put("after", event.after().map(CommitId::sha).orElse(""))
                .put("kind", event.kind().name().toLowerCase(Locale.ROOT)));
      }
      return recorded;
    });
  }

  /** Notes that everybody has been told of a move. */
  void told(PushEvent event) {
    database.writeUnflushed(sql -> ForgeTables.setTold(sql, event.number()));
  }

  int forgetBefore(Instant time) {
    return database.write(sql ->
        sql.update("DELETE FROM forge_push WHERE told = 1 AND time < ?", time.toEpochMilli()));
  }

  /** The moves that are recorded and that nobody was told of, the oldest first. */
  List<PushEvent> untold() {
    return database.read(ForgeTables::untold);
  }

  /** Branches and tags that moved without being recorded. */
  List<PushEvent> missed(HostedRepository repository, GitRepository content, Principal by) {
    var known = new HashMap<String, CommitId>();
    database
        .read(sql -> ForgeTables.refs(sql, repository.id()))
        .forEach(e -> known.put(e.getKey(), new CommitId(e.getValue())));
    var present = new HashMap<String, CommitId>();
    KINDS.forEach(kind -> present.putAll(content.refs(kind)));
    var events = new ArrayList<PushEvent>();
    for (Map.Entry<String, CommitId> ref : present.entrySet()) {
      var before = Optional.ofNullable(known.remove(ref.getKey()));
      if (!before.equals(Optional.of(ref.getValue()))) {
        var kind = kind(content, before, ref.getValue());
        events.add(
            new PushEvent(
                repository,
                ref.getKey(),
                before,
                Optional.of(ref.getValue()),
                kind,
                by,
                List.of()));
      }
    }
    known.forEach((ref, before) -> {
      if (KINDS.stream().anyMatch(ref::startsWith)) {
        events.add(
            new PushEvent(
                repository,
                ref,
                Optional.of(before),
                Optional.empty(),
                RefChange.Kind.DELETED,
                by,
                List.of()));
      }
    });
    return events;
  }

  static RefChange.Kind kind(GitRepository content, Optional<CommitId> before, CommitId after) {
    if (before.isEmpty()) {
      return RefChange.Kind.CREATED;
    }
    return content.isAncestor(before.get(), after)
        ? RefChange.Kind.ADVANCED
        : RefChange.Kind.FORCED;
  }
}
