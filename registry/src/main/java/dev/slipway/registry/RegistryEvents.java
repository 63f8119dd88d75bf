package dev.slipway.registry;

import dev.slipway.base.Json;
import dev.slipway.http.Principal;
import dev.slipway.store.Database;
import dev.slipway.store.Journal;
import dev.slipway.store.Sql;
import java.sql.SQLException;
import tools.jackson.databind.node.ObjectNode;

/** What the registry tells the journal: each event with who, and the run and job they acted for. */
final class RegistryEvents {
  private final Database database;
  private final Journal journal;

  RegistryEvents(Database database, Journal journal) {
    this.database = database;
    this.journal = journal;
  }

  static ObjectNode data() {
    return Json.MAPPER.createObjectNode();
  }

  /** Adds an event to the transaction of the change it tells of. */
  void append(Sql sql, String kind, String subject, Principal who, ObjectNode data)
      throws SQLException {
    for (String attribute : new String[] {"run", "job", "repository", "commit"}) {
      who.attribute(attribute).ifPresent(value -> data.put(attribute, value));
    }
    journal.append(sql, "registry." + kind, subject, who.name(), data);
  }

  /** Tells what changed nothing here, without making a request wait for the disk. */
  void submit(String kind, String subject, Principal who, ObjectNode data) {
    var _ =
        database.submit(sql -> {
          append(sql, kind, subject, who, data);
          return kind;
        });
  }
}
