package dev.slipway.kubernetes.store;

import dev.slipway.base.SlipwayException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** The SQLite file: one row per object, and the last version given out. Single-threaded. */
final class ObjectDatabase implements AutoCloseable {
  private final Connection connection;
  private final PreparedStatement put;
  private final PreparedStatement remove;
  private final PreparedStatement version;

  /** One row to write; no body means remove. */
  record Row(Key key, long version, byte[] body) {}

  /** Receives each stored object at start. */
  @FunctionalInterface
  interface RowReader {
    void read(String resource, byte[] body);
  }

  ObjectDatabase(Path file) {
    try {
      connection = DriverManager.getConnection("jdbc:sqlite:" + file);
      try (Statement statement = connection.createStatement()) {
        statement.execute("PRAGMA journal_mode=WAL");
        statement.execute("PRAGMA synchronous=FULL");
        statement.execute("PRAGMA busy_timeout=5000");
        statement.execute(
            """
            CREATE TABLE IF NOT EXISTS objects (
              resource TEXT NOT NULL, namespace TEXT NOT NULL, name TEXT NOT NULL,
              version INTEGER NOT NULL, body BLOB NOT NULL,
              PRIMARY KEY (resource, namespace, name))\
            """);
        statement.execute(
            "CREATE TABLE IF NOT EXISTS state (id INTEGER PRIMARY KEY CHECK (id = 1),"
                + " version INTEGER NOT NULL)");
        statement.execute("INSERT OR IGNORE INTO state (id, version) VALUES (1, 1)");
      }
      connection.setAutoCommit(false);
      put = connection.prepareStatement("INSERT OR REPLACE INTO objects VALUES (?, ?, ?, ?, ?)");
      remove =
          connection.prepareStatement(
              "DELETE FROM objects WHERE resource = ? AND namespace = ? AND name = ?");
      version = connection.prepareStatement("UPDATE state SET version = ? WHERE id = 1");
    } catch (SQLException e) {
      throw new SlipwayException(
          "cannot open the cluster's objects in "
              + file
              + ": "
              + e.getMessage()
              + "; is another process using this data directory, or is the disk full?",
          e);
    }
  }

  long readVersion() {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT version FROM state WHERE id = 1")) {
      row.next();
      return row.getLong(1);
    } catch (SQLException e) {
      throw new SlipwayException("cannot read the cluster's version: " + e.getMessage(), e);
    }
  }

  void readAll(RowReader reader) {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT resource, body FROM objects")) {
      while (row.next()) {
        reader.read(row.getString(1), row.getBytes(2));
      }
    } catch (SQLException e) {
      throw new SlipwayException("cannot read the cluster's objects: " + e.getMessage(), e);
    }
  }

  /** Writes all rows in one transaction that is on disk when this returns. */
  void commit(List<Row> rows, long lastVersion) throws SQLException {
    try {
      for (Row row : rows) {
        write(row);
      }
      version.setLong(1, lastVersion);
      version.executeUpdate();
      connection.commit();
    } catch (SQLException e) {
      connection.rollback();
      throw e;
    }
  }

  private void write(Row row) throws SQLException {
    PreparedStatement statement = row.body().length == 0 ? remove : put;
    statement.setString(1, row.key().resource());
    statement.setString(2, row.key().name().namespace());
    statement.setString(3, row.key().name().name());
    if (row.body().length > 0) {
      statement.setLong(4, row.version());
      statement.setBytes(5, row.body());
    }
    statement.executeUpdate();
  }

  @Override
  public void close() {
    try (connection;
        put;
        remove;
        version) {
      connection.rollback();
    } catch (SQLException e) {
      throw new SlipwayException("cannot close the cluster's objects: " + e.getMessage(), e);
    }
  }
}
