package dev.sallyport.adapters.sql;

import dev.sallyport.application.port.StoreUnavailableException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// A number that changes with every commit to the database, by whatever connection of whatever
/// process: SQLite's `data_version`, as one connection sees it that never writes itself, since its
/// own writes would not show.
///
/// One asks at a time. That takes two microseconds, so a caller who shared the answer of another
/// would wait longer for it than for the database; and a wait is bounded, should the database not
/// answer.
///
/// Thread-safe.
final class CommitMark implements AutoCloseable {

  private final DataSource connections;
  private final Duration patience;

  /// Held by who asks. It guards all that follows.
  private final ReentrantLock asking = new ReentrantLock();

  private @Nullable Connection connection;
  private @Nullable PreparedStatement dataVersion;
  private boolean closed;

  /// Raised with every connection: each counts for itself, so the counts of two would mix.
  private int era;

  /// @param patience how long to wait while others ask
  CommitMark(DataSource connections, Duration patience) {
    this.connections = connections;
    this.patience = patience;
  }

  /// @throws StoreUnavailableException if the database can't be asked in time
  long read() {
    try {
      if (!asking.tryLock(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        throw unavailable(new SQLTimeoutException("the last one who asked still waits"));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unavailable(e);
    }
    try {
      return ask();
    } finally {
      asking.unlock();
    }
  }

  private long ask() {
    try (ResultSet row = dataVersion().executeQuery()) {
      long version = row.getLong(1);
      return ((long) era << Integer.SIZE) | (version & 0xFFFF_FFFFL);
    } catch (SQLException e) {
      disconnect();
      throw unavailable(e);
    }
  }

  private static StoreUnavailableException unavailable(Exception why) {
    return new StoreUnavailableException("database: ask whether it has changed", why);
  }

  /// Whether two marks were read on one connection.
  static boolean isOneEra(long one, long other) {
    return one >> Integer.SIZE == other >> Integer.SIZE;
  }

  private PreparedStatement dataVersion() throws SQLException {
    if (closed) {
      throw new SQLException("the database is closed");
    }
    if (dataVersion == null) {
      Connection opened = connections.getConnection();
      connection = opened;
      era++;
      dataVersion = opened.prepareStatement("PRAGMA data_version");
    }
    return dataVersion;
  }

  private void disconnect() {
    dataVersion = null;
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
    asking.lock();
    try {
      closed = true;
      disconnect();
    } finally {
      asking.unlock();
    }
  }
}
