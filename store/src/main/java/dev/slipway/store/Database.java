package dev.slipway.store;

import dev.slipway.base.SlipwayException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import org.sqlite.SQLiteConfig;

/**
 * One SQLite file: WAL, {@code synchronous=FULL}, one writer.
 *
 * <p>Transactions submitted at the same time share one commit. Each runs in a savepoint, so that a
 * failing one takes only its own changes back. Thread-safe.
 */
public final class Database implements AutoCloseable {
  private static final int MAX_BATCH = 256;

  private final Path file;
  private final Connection writing;
  private final Sql writer;
  private final LinkedBlockingQueue<Transaction<?>> queue = new LinkedBlockingQueue<>();
  private final Deque<Reading> readers = new ArrayDeque<>();
  private final Thread thread;
  private volatile boolean closed;

  /** What to do with the database; runs in one transaction. */
  @FunctionalInterface
  public interface Work<T> {
    T run(Sql sql) throws SQLException;
  }

  private record Reading(Connection connection, Sql sql) {}

  private record Transaction<T>(Work<T> work, CompletableFuture<T> done) {
    /** Runs the work; the returned action tells the caller, once the commit is durable. */
    Runnable apply(Sql sql) throws SQLException {
      sql.script("SAVEPOINT one");
      try {
        T value = work.run(sql);
        sql.script("RELEASE one");
        return () -> done.complete(value);
      } catch (SQLException | RuntimeException e) {
        sql.script("ROLLBACK TO one");
        sql.script("RELEASE one");
        return () -> done.completeExceptionally(e);
      }
    }
  }

  private Database(Path file, Connection writing) {
    this.file = file;
    this.writing = writing;
    this.writer = new Sql(writing);
    // SQLite's native calls pin a carrier thread: the writer has a platform thread of its own.
    this.thread =
        Thread.ofPlatform().daemon().name("writer " + file.getFileName()).unstarted(this::run);
  }

  /**
   * Opens the file, creating it when there is none, and brings each schema up to date.
   *
   * @throws SlipwayException when it cannot be opened or was written by a newer version
   */
  public static Database open(Path file, List<Schema> schemas) {
    try {
      var database = new Database(file, connect(file, false));
      Migrations.apply(database.writer, schemas);
      database.writing.setAutoCommit(false);
      database.thread.start();
      return database;
    } catch (SQLException e) {
      throw new SlipwayException("could not open the database " + file + ": " + e.getMessage(), e);
    }
  }

  private static Connection connect(Path file, boolean readOnly) throws SQLException {
    var config = new SQLiteConfig();
    config.setJournalMode(SQLiteConfig.JournalMode.WAL);
    config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
    config.setBusyTimeout(5_000);
    config.enforceForeignKeys(true);
    config.setReadOnly(readOnly);
    return config.createConnection("jdbc:sqlite:" + file);
  }

  /** Runs {@code work} in a transaction; returns when it is durable. */
  public <T> T write(Work<T> work) {
    try {
      return submit(work).join();
    } catch (CompletionException e) {
      throw unwrapped(e);
    }
  }

  /** As {@link #write}, without waiting: the future completes when the transaction is durable. */
  public <T> CompletableFuture<T> submit(Work<T> work) {
    var done = new CompletableFuture<T>();
    queue.add(new Transaction<>(work, done));
    if (closed) {
      failAll(new SlipwayException(file + " is closed"));
    }
    return done;
  }

  /** Runs a query on a snapshot of the last commit, beside the writer. */
  public <T> T read(Work<T> work) {
    var reading = borrow();
    boolean sound = false;
    try {
      T value = work.run(reading.sql);
      sound = true;
      return value;
    } catch (SQLException e) {
      throw new SlipwayException("could not read " + file + ": " + e.getMessage(), e);
    } finally {
      giveBack(reading, sound);
    }
  }

  private Reading borrow() {
    synchronized (readers) {
      if (closed) {
        throw new SlipwayException(file + " is closed");
      }
      if (!readers.isEmpty()) {
        return readers.pop();
      }
    }
    try {
      var connection = connect(file, true);
      return new Reading(connection, new Sql(connection));
    } catch (SQLException e) {
      throw new SlipwayException("could not open " + file + ": " + e.getMessage(), e);
    }
  }

  private void giveBack(Reading reading, boolean sound) {
    synchronized (readers) {
      if (sound && !closed) {
        readers.push(reading);
        return;
      }
    }
    close(reading.connection);
  }

  private void run() {
    var batch = new ArrayList<Transaction<?>>();
    try {
      while (!closed || !queue.isEmpty()) {
        batch.add(queue.take());
        queue.drainTo(batch, MAX_BATCH - 1);
        commit(batch);
        batch.clear();
      }
    } catch (InterruptedException e) {
      // close() interrupts the wait for work; what was queued before has been committed.
      Thread.currentThread().interrupt();
    } finally {
      closed = true;
      failAll(new SlipwayException(file + " is closed"));
    }
  }

  private void commit(List<Transaction<?>> batch) {
    var answers = new ArrayList<Runnable>();
    try {
      for (Transaction<?> transaction : batch) {
        answers.add(transaction.apply(writer));
      }
      writing.commit();
    } catch (SQLException e) {
      var failure = new SlipwayException("could not write " + file + ": " + e.getMessage(), e);
      rollback();
      batch.forEach(t -> t.done.completeExceptionally(failure));
      return;
    }
    answers.forEach(Runnable::run);
  }

  private void rollback() {
    try {
      writing.rollback();
    } catch (SQLException e) {
      System.getLogger(Database.class.getName())
          .log(System.Logger.Level.ERROR, "could not roll back " + file, e);
    }
  }

  private void failAll(SlipwayException failure) {
    for (var t = queue.poll(); t != null; t = queue.poll()) {
      t.done.completeExceptionally(failure);
    }
  }

  private static RuntimeException unwrapped(CompletionException e) {
    return switch (e.getCause()) {
      case RuntimeException cause -> cause;
      case SQLException cause ->
          new SlipwayException("could not write: " + cause.getMessage(), cause);
      case null, default -> e;
    };
  }

  /** Commits what was submitted, then closes. */
  @Override
  public void close() {
    var last = submit(sql -> "");
    closed = true;
    last.exceptionally(failure -> "").join();
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    synchronized (readers) {
      readers.forEach(r -> close(r.connection));
      readers.clear();
    }
    close(writing);
  }

  private static void close(Connection connection) {
    try {
      connection.close();
    } catch (SQLException e) {
      System.getLogger(Database.class.getName())
          .log(System.Logger.Level.WARNING, "could not close a database connection", e);
    }
  }
}
