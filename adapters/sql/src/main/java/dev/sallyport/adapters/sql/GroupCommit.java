package dev.sallyport.adapters.sql;

import dev.sallyport.application.port.StoreUnavailableException;
import java.sql.SQLException;
import java.sql.SQLTransientException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.function.LongSupplier;
import org.jdbi.v3.core.JdbiException;

/// The one who writes to a SQLite file: a thread that owns the writing connection. What has queued up
/// goes into one transaction in the order in which it came, and each caller is answered when that is
/// committed; so many share one flush to the disk.
///
/// Each has its own way within its group: what declines or throws is undone alone. What the database
/// refuses, it refuses to the whole group, and nothing of that is there.
///
/// Thread-safe.
final class GroupCommit implements AutoCloseable {

  /// How many may write or wait for it. All of them fit into two groups, so whoever finds a place is
  /// served soon; more callers than this there are only if somebody does not care for answers.
  static final int MOST = 512;

  /// How many while nothing has been committed for a while. Who waits holds a thread that somebody
  /// else could use who only reads, and the HTTP server has 150 of them.
  static final int MOST_AT_STANDSTILL = 64;

  /// How long nothing is committed before that is a standstill: longer than a busy machine may take
  /// no notice of a process.
  static final Duration STANDSTILL = Duration.ofSeconds(1);

  /// How many share a transaction: enough that the flush costs each next to nothing. It bounds how
  /// long the first of them waits for the last, and what the write-ahead log grows by.
  static final int MOST_IN_GROUP = 256;

  /// How long those who are at work may go on after the end.
  private static final Duration TIME_TO_END = Duration.ofSeconds(5);

  private final WriterConnection connection;
  private final Duration patience;
  private final LongSupplier nanoClock;
  private final Thread thread =
      Thread.ofPlatform().name("database writer").daemon().unstarted(this::run);

  // Guarded by this, as is all that follows. To be taken from here is to be begun: whoever is still
  // in here may leave, and nothing is done then.
  private final Queue<WriteJob<?>> waiting = new ArrayDeque<>();
  private int atWork;
  private long movedAt;
  private boolean closed;

  private GroupCommit(WriterConnection connection, Duration patience, LongSupplier nanoClock) {
    this.connection = connection;
    this.patience = patience;
    this.nanoClock = nanoClock;
  }

  /// Opens the connection, and starts the thread.
  ///
  /// @param patience how long a caller waits for its turn
  /// @param nanoClock as [System#nanoTime]
  /// @throws JdbiException if it can't be opened
  static GroupCommit start(
      SqliteConnections connections, Duration patience, LongSupplier nanoClock) {
    var connection = new WriterConnection(connections);
    connection.handle();
    var started = new GroupCommit(connection, patience, nanoClock);
    started.thread.start();
    return started;
  }

  /// Has work done, and waits until what it has written is durable. Whoever is interrupted, or has
  /// waited too long for the turn, gives up if the work has not begun, and it never will then; once
  /// it has begun, the outcome is waited for.
  ///
  /// @throws StoreUnavailableException if there is no place or no turn, or the database refuses
  /// @throws IllegalStateException if the work of another asks, which would wait for itself
  <T> T write(WriteJob<T> job) {
    if (Thread.currentThread() == thread) {
      throw new IllegalStateException("to " + job.what() + " within another write");
    }
    enter(job);
    try {
      if (!job.isAnsweredIn(patience) && leave(job)) {
        throw job.unavailable(new SQLTransientException("no turn to write in time"));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      if (leave(job)) {
        throw job.unavailable(e);
      }
    }
    return job.await();
  }

  private synchronized void enter(WriteJob<?> job) {
    if (closed) {
      throw job.unavailable(new SQLException("the database is closed"));
    }
    long now = nanoClock.getAsLong();
    if (load() == 0) {
      movedAt = now;
    }
    boolean moves = now - movedAt < STANDSTILL.toNanos();
    if (load() >= (moves ? MOST : MOST_AT_STANDSTILL)) {
      throw job.unavailable(new SQLTransientException("too many wait for their turn to write"));
    }
    waiting.add(job);
    notifyAll();
  }

  /// @return whether the work had not begun, and will not
  private synchronized boolean leave(WriteJob<?> job) {
    return waiting.remove(job);
  }

  /// How many write or wait for it.
  synchronized int load() {
    return waiting.size() + atWork;
  }

  private void run() {
    List<WriteJob<?>> group = new ArrayList<>();
    try {
      while (begin(group)) {
        try {
          serve(group);
        } catch (RuntimeException | Error e) {
          refuse(group, e);
        }
        group.clear();
      }
    } finally {
      connection.close();
    }
  }

  /// Waits for the next one, with whom another group begins.
  ///
  /// @return false after the end, when nobody is left
  private synchronized boolean begin(List<WriteJob<?>> group) {
    while (waiting.isEmpty() && !closed) {
      try {
        wait();
      } catch (InterruptedException ofSomeWork) {
        // It was meant for that work. This thread ends when the database is closed.
      }
    }
    return take(group);
  }

  /// Adds the next one to a group, if one waits who can share its transaction.
  private synchronized boolean extend(List<WriteJob<?>> group) {
    WriteJob<?> next = waiting.peek();
    return next != null && next.isInTransaction() && group.size() < MOST_IN_GROUP && take(group);
  }

  private synchronized boolean take(List<WriteJob<?>> group) {
    WriteJob<?> next = waiting.peek();
    if (next == null) {
      return false;
    }
    // In this order: if there is no memory left, its caller does not wait for ever.
    group.add(next);
    atWork++;
    waiting.remove();
    return true;
  }

  private void serve(List<WriteJob<?>> group) {
    WriteJob<?> first = group.getFirst();
    if (first.isInTransaction()) {
      commit(group);
    } else {
      first.perform(connection.handle());
    }
    end(true);
    group.forEach(WriteJob::answer);
  }

  private void refuse(List<WriteJob<?>> group, Throwable thrown) {
    end(false);
    SQLException why =
        thrown.getCause() instanceof SQLException sql
            ? sql
            : new SQLException("the writer has failed", thrown);
    group.forEach(job -> job.refuse(why));
  }

  private synchronized void end(boolean moved) {
    atWork = 0;
    if (moved) {
      movedAt = nanoClock.getAsLong();
    }
  }

  /// Does the work of a group, and of those who come meanwhile, and commits it.
  ///
  /// @throws JdbiException if the database refuses; nothing of the group is there then
  private void commit(List<WriteJob<?>> group) {
    connection.begin();
    try {
      if (!performAll(group)) {
        // Nearly nobody writes and then declines. So it is cheaper to begin again once in a while
        // than to set a savepoint before everybody.
        connection.rollBack();
        connection.begin();
        performEach(group);
      }
      connection.commit();
    } catch (RuntimeException | Error e) {
      connection.rollBack();
      throw e;
    }
  }

  /// Does the work of a group, and of those who come meanwhile.
  ///
  /// @return false if something has to be undone
  private boolean performAll(List<WriteJob<?>> group) {
    for (int i = 0; i < group.size() || extend(group); i++) {
      WriteJob<?> job = group.get(i);
      long before = connection.changes();
      if (!perform(job) && (connection.changes() != before || mayHaveRolledBack(job))) {
        return false;
      }
    }
    return true;
  }

  /// Does the work of a group so that each can be undone.
  private void performEach(List<WriteJob<?>> group) {
    for (WriteJob<?> job : group) {
      connection.setSavepoint();
      if (!perform(job)) {
        // Refused if SQLite has rolled back all of it: so nobody goes on without a transaction.
        connection.rollBackToSavepoint();
      }
      connection.releaseSavepoint();
    }
  }

  /// @return whether what it has written is to stay
  /// @throws JdbiException if the database refuses
  private boolean perform(WriteJob<?> job) {
    boolean lasts = job.perform(connection.handle());
    if (job.failure().orElse(null) instanceof JdbiException e && SqliteErrors.isRefusal(e)) {
      throw e;
    }
    return lasts;
  }

  private static boolean mayHaveRolledBack(WriteJob<?> job) {
    return job.failure()
        .filter(JdbiException.class::isInstance)
        .filter(e -> !SqliteErrors.isConstraint(e))
        .isPresent();
  }

  /// Whoever asks from now on is refused; those who have asked are served, for some seconds. The
  /// connection is closed by its thread, when that is done.
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      notifyAll();
    }
    try {
      thread.join(TIME_TO_END);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    turnAway();
  }

  /// Whether nothing is at work any more, and the connection closed.
  boolean hasEnded() {
    return !thread.isAlive();
  }

  private synchronized void turnAway() {
    waiting.forEach(job -> job.refuse(new SQLException("the database is closed")));
    waiting.clear();
  }
}
