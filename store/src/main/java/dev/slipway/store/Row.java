package dev.slipway.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;

/** The current row of a query; columns are counted from 1. Valid only inside its {@link Reader}. */
public final class Row {
  private final ResultSet results;

  /** Makes a value of a row. */
  @FunctionalInterface
  public interface Reader<T> {
    T read(Row row) throws SQLException;
  }

  Row(ResultSet results) {
    this.results = results;
  }

  public String text(int column) throws SQLException {
    String value = results.getString(column);
    if (value == null) {
      throw new SQLException("column " + column + " is NULL");
    }
    return value;
  }

  public Optional<String> optionalText(int column) throws SQLException {
    return Optional.ofNullable(results.getString(column));
  }

  public long number(int column) throws SQLException {
    return results.getLong(column);
  }

  /** A time kept in milliseconds since 1970; empty for NULL. */
  public Optional<Instant> optionalTime(int column) throws SQLException {
    long millis = results.getLong(column);
    return results.wasNull() ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
  }

  public byte[] bytes(int column) throws SQLException {
    byte[] value = results.getBytes(column);
    if (value == null) {
      throw new SQLException("column " + column + " is NULL");
    }
    return value;
  }
}
