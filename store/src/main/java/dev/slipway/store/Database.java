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
 * One SQLite file in WAL mode with one writer.
 *
 * <p>Transactions submitted at the same time share one commit. Each runs in a savepoint, so that a
 * failing one takes only its own changes back. A commit is flushed to the disk unless all of its
 * transactions do without ({@link #writeUnflushed}); a flush takes along what was written before.
 * Thread-safe.
 */
public final class Database implements AutoCloseable {
  private static final int MAX_BATCH = 256;

  private final Path file;
  // Replaced on the writer's thread, when a commit left one useless.
  private Writing durable;
  private Writing unflushed;
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

  private record Writing(Connection connection, Sql sql) {}

  /** When a transaction is over for whoever asked for it. */
  private enum Over {
    /** It is on the disk. */
    FLUSHED,
    /** It is in the file as other processes see it. */
    WRITTEN
  }

  private record Transaction<T>(Work<T> work, Over over, CompletableFuture<T> done) {
    /** Runs the work; the returned action tells the caller, once the commit is durable. */
    Runnable apply(Sql sql) throws SQLException {
      sql.script("SAVEPOINT one");
      try {
        T value = work.run(sql);
        sql.script("RELEASE one");
        return () -> done.complete(value);
      } catch (SQLException | RuntimeException e) {
        takeBack(sql, e);
        return () -> done.completeExceptionally(e);
      }
    }

    /**
     * Fails with the reason itself when SQLite took back more: a full disk ends the transaction.
     */
    private static void takeBack(Sql sql, Exception reason) throws SQLException {
      try {
        sql.script("ROLLBACK TO one");
        sql.script("RELEASE one");
      } catch (SQLException e) {
        if (reason instanceof SQLException cause) {
          cause.addSuppressed(e);
          throw cause;
        }
        throw e;
      }
    }
  }

  private Database(Path file, Connection durable, Connection unflushed) {
    this.file = file;
    this.durable = new Writing(durable, new Sql(durable));
    this.unflushed = new Writing(unflushed, new Sql(unflushed));
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
      var database =
          new Database(
              file,
              connect(file, SQLiteConfig.SynchronousMode.FULL),
              connect(file, SQLiteConfig.SynchronousMode.NORMAL));
      Migrations.apply(database.durable.sql, schemas);
      database.durable.connection.setAutoCommit(false);
      database.unflushed.connection.setAutoCommit(false);
      database.thread.start();
      return database;
    } catch (SQLException e) {
      throw new SlipwayException("could not open the database " + file + ": " + e.getMessage(), e);
    }
  }

  /** {@code FULL} flushes each commit of this connection, {@code NORMAL} none. */
  private static Connection connect(Path file, SQLiteConfig.SynchronousMode flushing)
      throws SQLException {
    var config = configuration();
    config.setSynchronous(flushing);
    return config.createConnection("jdbc:sqlite:" + file);
  }

  private static Connection connectReading(Path file) throws SQLException {
    var config = configuration();
    config.setReadOnly(true);
    return config.createConnection("jdbc:sqlite:" + file);
  }

  private static SQLiteConfig configuration() {
    var config = new SQLiteConfig();
    config.setJournalMode(SQLiteConfig.JournalMode.WAL);
    config.setBusyTimeout(5_000);
    config.enforceForeignKeys(true);
    return config;
  }

  /** Runs {@code work} in a transaction; returns when it is durable. */
  public <T> T write(Work<T> work) {
    return joined(submit(work));
  }

  /**
   * Runs {@code work} in a transaction; returns when everybody sees it, without a wait for the
   * disk. It outlives this process from then on, at whatever moment that is killed. A loss of power
   * may take it back, but never what was written durably after it without it: for what comes often
   * and would be lost with its process anyway.
   */
  public <T> T writeUnflushed(Work<T> work) {
    return joined(submit(work, Over.WRITTEN));
  }

  private static <T> T joined(CompletableFuture<T> done) {
    try {
      return done.join();
    } catch (CompletionException e) {
      throw unwrapped(e);
    }
  }

  /** As {@link #write}, without waiting: the future completes when the transaction is durable. */
  public <T> CompletableFuture<T> submit(Work<T> work) {
    return submit(work, Over.FLUSHED);
  }

  private <T> CompletableFuture<T> submit(Work<T> work, Over over) {
    var done = new CompletableFuture<T>();
    queue.add(new Transaction<>(work, over, done));
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
      var connection = connectReading(file);
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
    Writing writing = batch.stream().anyMatch(t -> t.over == Over.FLUSHED) ? durable : unflushed;
    try {
      for (Transaction<?> transaction : batch) {
        answers.add(transaction.apply(writing.sql));
      }
      writing.connection.commit();
    } catch (SQLException e) {
      var failure = new SlipwayException("could not write " + file + ": " + e.getMessage(), e);
      rollback(writing);
      batch.forEach(t -> t.done.completeExceptionally(failure));
      return;
    }
    answers.forEach(Runnable::run);
  }

  private void rollback(Writing writing) {
    try {
      writing.connection.rollback();
    } catch (SQLException e) {
      System.getLogger(Database.class.getName())
          .log(System.Logger.Level.WARNING, file + " took its transaction back by itself", e);
      renew(writing);
    }
  }

  /**
   * Takes a new connection. The old one believes in a transaction that SQLite has ended, as when
   * the disk was full: on it each statement would be committed by itself, and no commit ever
   * succeed.
   */
  private void renew(Writing old) {
    close(old.connection);
    try {
      if (old.equals(durable)) {
        durable = begin(SQLiteConfig.SynchronousMode.FULL);
      } else {
        unflushed = begin(SQLiteConfig.SynchronousMode.NORMAL);
      }
    } catch (SQLException e) {
      // The next transaction fails too, and tries again after that.
      System.getLogger(Database.class.getName())
          .log(System.Logger.Level.ERROR, "could not open " + file + " again", e);
    }
  }

  private Writing begin(SQLiteConfig.SynchronousMode flushing) throws SQLException {
    var connection = connect(file, flushing);
    connection.setAutoCommit(false);
    return new Writing(connection, new Sql(connection));
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
    // Last the one whose end brings everything to the disk.
    close(unflushed.connection);
    close(durable.connection);
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
