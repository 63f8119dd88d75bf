package dev.slipway.registry;

import dev.slipway.http.Principal;
import dev.slipway.oci.Digest;
import dev.slipway.registry.RegistryException.Code;
import dev.slipway.store.Database;
import dev.slipway.store.Sql;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/**
 * Tags: moved by rule, one by one or several together, with a memory of every move.
 *
 * <p>Nothing here asks who may do what; callers that act for somebody do.
 */
public final class Tags {
  private final Database database;
  private final Contents contents;
  private final Repositories repositories;
  private final RegistryEvents events;
  private final TagRules rules;
  private final TagGate gate;
  private final TagTurns turns = new TagTurns();
  private final Clock clock;

  Tags(
      Database database,
      Contents contents,
      Repositories repositories,
      RegistryEvents events,
      TagRules rules,
      TagGate gate,
      Clock clock) {
    this.database = database;
    this.contents = contents;
    this.repositories = repositories;
    this.events = events;
    this.rules = rules;
    this.gate = gate;
    this.clock = clock;
  }

  /**
   * Moves tags, all of them or none, also of several images.
   *
   * @param cause why, in a word or two, for the history
   * @throws RegistryException when one does not name what is expected, may not move, or is to name
   *     what is not there
   */
  public void change(List<TagChange> changes, String cause, Principal who) {
    var distinct = new HashSet<String>();
    for (TagChange change : changes) {
      if (!distinct.add(change.toString())) {
        throw new RegistryException(
            Code.MANIFEST_INVALID, change + " is to be moved twice at once");
      }
    }
    inTurn(
        changes,
        who,
        sql -> {
          for (TagChange change : changes) {
            requireTarget(sql, change);
            move(sql, change, cause, who);
          }
          return changes;
        });
  }

  private static void requireTarget(Sql sql, TagChange change) throws SQLException {
    Optional<Digest> to = change.to();
    if (to.isPresent() && ManifestTable.mediaType(sql, change.name(), to.get()).isEmpty()) {
      throw new RegistryException(
          Code.MANIFEST_UNKNOWN,
          "there is no " + change.name() + "@" + to.get() + " that " + change + " could name");
    }
  }

  /**
   * Takes the last move of a tag back, or all that came after an earlier one.
   *
   * @param after the number of the move whose result is to be there again; empty for the one before
   *     the last
   * @return the move that did it
   */
  public TagMove undo(String name, String tag, Optional<Long> after, Principal who) {
    List<TagMove> moves = history(name, tag, Integer.MAX_VALUE);
    if (moves.isEmpty()) {
      throw new RegistryException(
          Code.MANIFEST_UNKNOWN, name + ":" + tag + " has never been moved");
    }
    TagMove last = moves.getFirst();
    Optional<Digest> target =
        after.isEmpty() ? last.from() : moved(moves, after.get(), name, tag).to();
    var now = last.to();
    TagChange.Expected expected =
        now.<TagChange.Expected>map(TagChange.Expected.Exactly::new)
            .orElseGet(TagChange.Expected.Nothing::new);
    change(
        List.of(new TagChange(name, tag, target, expected)),
        after.isEmpty() ? "undo of " + last.number() : "back to " + after.get(),
        who);
    return history(name, tag, 1).getFirst();
  }

  private static TagMove moved(List<TagMove> moves, long number, String name, String tag) {
    return moves.stream()
        .filter(m -> m.number() == number)
        .findFirst()
        .orElseThrow(() ->
            new RegistryException(
                Code.MANIFEST_UNKNOWN, name + ":" + tag + " has no move " + number));
  }

  /** The moves of a tag, the latest first. */
  public List<TagMove> history(String name, String tag, int limit) {
    return database.read(sql -> TagTable.moves(sql, name, tag, limit));
  }

  /** The moves of all tags of an image, the latest first. */
  public List<TagMove> history(String name, int limit) {
    return database.read(sql -> TagTable.moves(sql, name, limit));
  }

  /**
   * Does work that moves tags when the gate lets them move, with nobody else moving them in
   * between; what memory knows of them is right when this returns.
   */
  void inTurn(List<TagChange> changes, Principal who, Database.Work<?> work) {
    if (gate.covers(who)) {
      turns.inTurn(
          changes.stream().map(TagChange::toString).toList(),
          () -> {
            for (TagChange change : changes) {
              gate.refusal(who, change.name(), change.tag())
                  .ifPresent(reason -> {
                    throw new RegistryException(Code.DENIED, reason);
                  });
            }
            database.write(work);
          });
    } else {
      database.write(work);
    }
    changes.forEach(change -> contents.forgetTag(change.name(), change.tag()));
  }

  /** Moves a tag and remembers it; nothing happens when it names that already. */
  void move(Sql sql, TagChange change, String cause, Principal who) throws SQLException {
    Optional<Digest> from = TagTable.find(sql, change.name(), change.tag());
    if (!change.expected().isMetBy(from)) {
      throw new RegistryException(
          Code.DENIED,
          412,
          change
              + " names "
              + from.map(Digest::toString).orElse("nothing")
              + ", not what was expected; look at it again");
    }
    if (!from.equals(change.to())) {
      var mobility = repositories.tagsOf(sql, change.name());
      rules.check(sql, mobility, change.name(), change.tag(), from, change.to(), who);
    }
    moveAnyway(sql, change, cause, who);
  }

  /** As {@link #move}, whatever is expected and whatever the rules say. */
  void moveAnyway(Sql sql, TagChange change, String cause, Principal who) throws SQLException {
    Optional<Digest> from = TagTable.find(sql, change.name(), change.tag());
    Optional<Digest> to = change.to();
    if (to.isPresent()) {
      gate.moved(sql, who, change.name(), change.tag(), to.get());
    }
    if (from.equals(to)) {
      return;
    }
    Instant now = clock.instant();
    if (to.isPresent()) {
      TagTable.set(sql, change.name(), change.tag(), to.get(), now);
    } else {
      TagTable.remove(sql, change.name(), change.tag());
    }
    TagTable.addMove(
        sql,
        new TagMove(
            0,
            change.name(),
            change.tag(),
            from,
            to,
            now,
            who.name(),
            who.attribute("run"),
            who.attribute("job"),
            who.attribute("ref"),
            cause));
    var data = RegistryEvents.data().put("cause", cause);
    from.ifPresent(digest -> data.put("from", digest.toString()));
    to.ifPresent(digest -> data.put("to", digest.toString()));
    events.append(sql, "tag.moved", change.toString(), who, data);
  }
}
