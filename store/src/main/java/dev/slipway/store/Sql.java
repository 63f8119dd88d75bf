package dev.slipway.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Statements on one connection. Values are always bound, never part of the text. Confined to the
 * thread that runs the {@link Database.Work}.
 */
public final class Sql {
  private static final int KEPT_STATEMENTS = 64;

  private final Connection connection;
  private final Map<String, PreparedStatement> prepared = new LinkedHashMap<>(16, 0.75f, true);

  Sql(Connection connection) {
    this.connection = connection;
  }

  /** Runs an INSERT, UPDATE or DELETE; returns how many rows it touched. */
  public int update(String sql, Object... values) throws SQLException {
    return bound(sql, values).executeUpdate();
  }

  /** All rows of a SELECT. */
  public <T> List<T> list(String sql, Row.Reader<T> reader, Object... values) throws SQLException {
    try (ResultSet results = bound(sql, values).executeQuery()) {
      var row = new Row(results);
      var all = new ArrayList<T>();
      while (results.next()) {
        all.add(reader.read(row));
      }
      return all;
    }
  }

  /** The first row of a SELECT. */
  public <T> Optional<T> first(String sql, Row.Reader<T> reader, Object... values)
      throws SQLException {
    try (ResultSet results = bound(sql, values).executeQuery()) {
      return results.next() ? Optional.of(reader.read(new Row(results))) : Optional.empty();
    }
  }

  /** Runs a script of several statements without values. */
  void script(String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.executeUpdate(sql);
    }
  }

  private PreparedStatement bound(String sql, Object... values) throws SQLException {
    PreparedStatement statement = prepared.get(sql);
    if (statement == null) {
      statement = connection.prepareStatement(sql);
      prepared.put(sql, statement);
      if (prepared.size() > KEPT_STATEMENTS) {
        var eldest = prepared.entrySet().iterator();
        eldest.next().getValue().close();
        eldest.remove();
      }
    }
    statement.clearParameters();
    for (int i = 0; i < values.length; i++) {
      Object value = values[i] instanceof Optional<?> optional ? optional.orElse(null) : values[i];
      statement.setObject(i + 1, value);
    }
    return statement;
  }
}
