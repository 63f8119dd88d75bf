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
  private static final System.Logger LOG = System.getLogger(ObjectDatabase.class.getName());

  private final Path file;
  // Replaced when a commit left it useless.
  private Writing writing;

  /** One row to write; no body means remove. */
  record Row(Key key, long version, byte[] body) {}

  /** Receives each stored object at start. */
  @FunctionalInterface
  interface RowReader {
    void read(String resource, byte[] body);
  }

  /** A connection with what is done on it for each write. */
  private record Writing(
      Connection connection,
      PreparedStatement put,
      PreparedStatement remove,
      PreparedStatement version)
      implements AutoCloseable {

    static Writing open(Path file) throws SQLException {
      Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
      try {
        try (Statement statement = connection.createStatement()) {
          statement.execute("PRAGMA journal_mode=WAL");
          statement.execute("PRAGMA synchronous=FULL");
          statement.execute("PRAGMA busy_timeout=5000");
        }
        prepareTables(connection);
        connection.setAutoCommit(false);
        return new Writing(
            connection,
            connection.prepareStatement("INSERT OR REPLACE INTO objects VALUES (?, ?, ?, ?, ?)"),
            connection.prepareStatement(
                "DELETE FROM objects WHERE resource = ? AND namespace = ? AND name = ?"),
            connection.prepareStatement("UPDATE state SET version = ? WHERE id = 1"));
      } catch (SQLException e) {
        connection.close();
        throw e;
      }
    }

    private static void prepareTables(Connection connection) throws SQLException {
      try (Statement statement = connection.createStatement()) {
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
    }

    void write(Row row) throws SQLException {
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
    public void close() throws SQLException {
      try (connection;
          put;
          remove;
          version) {
        // Each is closed, whatever becomes of the others.
      }
    }
  }

  ObjectDatabase(Path file) {
    this.file = file;
    try {
      writing = Writing.open(file);
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
    try (Statement statement = writing.connection().createStatement();
        ResultSet row = statement.executeQuery("SELECT version FROM state WHERE id = 1")) {
      row.next();
      return row.getLong(1);
    } catch (SQLException e) {
      throw new SlipwayException("cannot read the cluster's version: " + e.getMessage(), e);
    }
  }

  void readAll(RowReader reader) {
    try (Statement statement = writing.connection().createStatement();
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
        writing.write(row);
      }
      writing.version().setLong(1, lastVersion);
      writing.version().executeUpdate();
      writing.connection().commit();
    } catch (SQLException e) {
      takeBack(e);
      throw e;
    }
  }

  /**
   * Undoes a transaction that failed. When SQLite has ended it already, as when the disk is full, a
   * new connection is taken: the old one believes in a transaction that is none, and would commit
   * each row by itself.
   */
  private void takeBack(SQLException reason) {
    try {
      writing.connection().rollback();
    } catch (SQLException e) {
      reason.addSuppressed(e);
      renew();
    }
  }

  private void renew() {
    try {
      writing.close();
      writing = Writing.open(file);
    } catch (SQLException e) {
      // The next transaction fails too, and tries again after that.
      LOG.log(System.Logger.Level.ERROR, "could not open " + file + " again", e);
    }
  }

  @Override
  public void close() {
    try (Writing last = writing) {
      last.connection().rollback();
    } catch (SQLException e) {
      throw new SlipwayException("cannot close the cluster's objects: " + e.getMessage(), e);
    }
  }
}
