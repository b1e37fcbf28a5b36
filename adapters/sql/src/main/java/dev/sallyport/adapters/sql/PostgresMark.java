package dev.sallyport.adapters.sql;

import dev.sallyport.application.port.StoreUnavailableException;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// A number that changes with every revocation, whichever node commits it: the revocation number,
/// read by one connection that is kept for it.
///
/// One connection serves any number of callers: those who come while a read is under way share the
/// next one, which begins after they came, so it sees all that had been acknowledged by then. They
/// never share the one that is under way.
///
/// The number alone would not do: a restored database, or one that another server has taken over,
/// gives numbers out a second time. Both end the connection, and with each connection, as with each
/// epoch of the numbers, another era begins, which is part of the mark.
///
/// Thread-safe.
final class PostgresMark implements AutoCloseable {

  private static final String LAST = "SELECT last, epoch FROM revocation_counter";

  /// The lower bits of a mark hold the revocation number, the upper ones the era.
  private static final int NUMBER_BITS = 44;

  private final DataSource connections;
  private final Duration patience;

  /// Held by who reads.
  private final ReentrantLock reading = new ReentrantLock(true);

  private @Nullable Connection connection;
  private @Nullable PreparedStatement last;
  private byte[] epoch = {};
  private long era;
  private volatile boolean closed;

  /// The read that has not begun yet, if anybody waits for one. Guarded by this.
  private @Nullable SharedRead next;

  PostgresMark(DataSource connections, Duration patience) {
    this.connections = connections;
    this.patience = patience;
  }

  /// @throws StoreUnavailableException if the database can't be asked in time
  long read() {
    SharedRead shared = joined();
    if (shared.mineToLead().compareAndSet(true, false)) {
      lead(shared.answer());
    }
    return await(shared.answer());
  }

  /// Whether two marks were read on one connection, and are of one epoch.
  static boolean isOneEra(long one, long other) {
    return one >>> NUMBER_BITS == other >>> NUMBER_BITS;
  }

  /// A read that all callers share who came before it began; the first of them does it.
  private record SharedRead(AtomicBoolean mineToLead, CompletableFuture<Long> answer) {}

  private synchronized SharedRead joined() {
    if (next == null) {
      next = new SharedRead(new AtomicBoolean(true), new CompletableFuture<>());
    }
    return next;
  }

  /// Whoever comes from now on waits for another read.
  private synchronized void begin() {
    next = null;
  }

  /// Waits for the read that is under way, and reads.
  private void lead(CompletableFuture<Long> answer) {
    try {
      var deadline = Deadline.in(patience);
      boolean turn = reading.tryLock(patience.toMillis(), TimeUnit.MILLISECONDS);
      begin();
      if (!turn) {
        throw new SQLTimeoutException("the last one who asked still waits");
      }
      try {
        answer.complete(ask(deadline));
      } finally {
        reading.unlock();
      }
    } catch (SQLException | RuntimeException e) {
      answer.completeExceptionally(e);
    } catch (Error e) {
      // Else those who share this read, and all who would come to share it, would wait for ever.
      begin();
      answer.completeExceptionally(e);
    } catch (InterruptedException e) {
      begin();
      Thread.currentThread().interrupt();
      answer.completeExceptionally(e);
    }
  }

  private static long await(CompletableFuture<Long> answer) {
    try {
      return answer.join();
    } catch (CompletionException e) {
      throw new StoreUnavailableException(
          "database: ask whether anything was revoked", e.getCause() == null ? e : e.getCause());
    }
  }

  /// Asks on the kept connection; if that turns out to be dead, as after a restart of the server, on
  /// another one.
  private long ask(Deadline deadline) throws SQLException {
    boolean kept = connection != null;
    try {
      return query(deadline);
    } catch (SQLTimeoutException late) {
      // Nothing was sent yet. A new connection that took all the time to make serves the next one:
      // else, on a machine where each takes that long, there would never be any.
      throw late;
    } catch (SQLException e) {
      disconnect();
      if (!kept || deadline.isPast()) {
        throw e;
      }
    }
    try {
      return query(deadline);
    } catch (SQLTimeoutException late) {
      throw late;
    } catch (SQLException e) {
      disconnect();
      throw e;
    }
  }

  private long query(Deadline deadline) throws SQLException {
    PreparedStatement statement = connected();
    statement.getConnection().setNetworkTimeout(Runnable::run, deadline.millisLeft());
    try (ResultSet row = statement.executeQuery()) {
      if (!row.next()) {
        throw new SQLException("the row of revocation_counter is gone");
      }
      byte[] read = row.getBytes(2);
      if (!MessageDigest.isEqual(read, epoch)) {
        epoch = read;
        era++;
      }
      return (era << NUMBER_BITS) | (row.getLong(1) & ((1L << NUMBER_BITS) - 1));
    }
  }

  private PreparedStatement connected() throws SQLException {
    if (closed) {
      throw new SQLException("the database is closed");
    }
    if (last == null) {
      Connection opened = connections.getConnection();
      connection = opened;
      era++;
      last = opened.prepareStatement(LAST);
    }
    return last;
  }

  private void disconnect() {
    last = null;
    try {
      if (connection != null) {
        connection.close();
      }
    } catch (SQLException alreadyBroken) {
      // Nothing that it could still tell us would count: the next one starts another era.
    }
    connection = null;
  }

  @Override
  public void close() {
    closed = true;
    reading.lock();
    try {
      disconnect();
    } finally {
      reading.unlock();
    }
  }
}
