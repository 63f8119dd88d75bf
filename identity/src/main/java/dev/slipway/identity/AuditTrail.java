package dev.slipway.identity;

import dev.slipway.base.Json;
import dev.slipway.http.Principal;
import dev.slipway.store.Database;
import dev.slipway.store.Journal;
import dev.slipway.store.Sql;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * Who did what to what with whose right, in the journal, one event each, in the terms of Cloud
 * Audit Logs (specification S56).
 */
public final class AuditTrail {
  private final Database database;
  private final Journal journal;

  /**
   * One thing done or refused.
   *
   * @param kind the event's kind, such as {@code identity.exchange}
   * @param method the method in Google's words, such as {@code GenerateAccessToken}
   * @param resource what it was done to
   * @param principal who did it
   * @param delegation through whom, from the original caller on
   * @param permission the permission that decided; empty when none did
   * @param granted whether it was done
   * @param reason why
   */
  public record Entry(
      String kind,
      String method,
      String resource,
      Principal principal,
      List<String> delegation,
      Optional<String> permission,
      Outcome granted,
      String reason) {
    public Entry {
      delegation = List.copyOf(delegation);
    }

    ObjectNode data() {
      var data = Json.MAPPER.createObjectNode().put("method", method);
      permission.ifPresent(p -> data.put("permission", p));
      data.put("granted", granted == Outcome.GRANTED).put("reason", reason);
      delegation.forEach(data.putArray("delegation")::add);
      var attributes = data.putObject("attributes");
      principal.attributes().forEach(attributes::put);
      return data;
    }
  }

  /** What became of it. */
  public enum Outcome {
    GRANTED,
    REFUSED
  }

  public AuditTrail(Database database, Journal journal) {
    this.database = database;
    this.journal = journal;
  }

  /** Adds to the transaction of the change it tells of. */
  public void append(Sql sql, Entry entry) throws SQLException {
    journal.append(sql, entry.kind, entry.resource, entry.principal.name(), entry.data());
  }

  /** Adds what tells of no change; durable on return. */
  public void append(Entry entry) {
    database.write(sql -> {
      append(sql, entry);
      return entry;
    });
  }

  /** As {@link #append(Entry)} without waiting for the disk. */
  public void submit(Entry entry) {
    var _ =
        database.submit(sql -> {
          append(sql, entry);
          return entry;
        });
  }
}
