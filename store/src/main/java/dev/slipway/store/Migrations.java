package dev.slipway.store;

import dev.slipway.base.SlipwayException;
import java.sql.SQLException;
import java.util.List;

/** Applies the steps of each {@link Schema} that a database has not seen yet. */
final class Migrations {
  private Migrations() {}

  static void apply(Sql sql, List<Schema> schemas) throws SQLException {
    sql.script(
        """
        CREATE TABLE IF NOT EXISTS migration (
          room TEXT NOT NULL, step INTEGER NOT NULL, PRIMARY KEY (room, step)) STRICT
        """);
    for (Schema schema : schemas) {
      long done =
          sql.first(
                  "SELECT COALESCE(MAX(step), 0) FROM migration WHERE room = ?",
                  row -> row.number(1),
                  schema.room())
              .orElse(0L);
      if (done > schema.steps().size()) {
        throw new SlipwayException(
            "the data was written by a newer version of Slipway (tables of "
                + schema.room()
                + " at step "
                + done
                + ", this version knows "
                + schema.steps().size()
                + "); use that version, or another --data directory");
      }
      for (int step = (int) done; step < schema.steps().size(); step++) {
        apply(sql, schema, step);
      }
    }
  }

  private static void apply(Sql sql, Schema schema, int step) throws SQLException {
    sql.script("BEGIN IMMEDIATE");
    try {
      sql.script(schema.steps().get(step));
      sql.update("INSERT INTO migration (room, step) VALUES (?, ?)", schema.room(), step + 1);
      sql.script("COMMIT");
    } catch (SQLException e) {
      sql.script("ROLLBACK");
      throw e;
    }
  }
}
