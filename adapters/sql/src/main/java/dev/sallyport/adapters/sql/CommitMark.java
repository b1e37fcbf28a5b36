package dev.sallyport.adapters.sql;

import dev.sallyport.application.port.StoreUnavailableException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// A number that changes with every commit to the database, by whatever connection of whatever
/// process: SQLite's `data_version`, as one connection sees it that never writes itself, since its
/// own writes would not show.
///
/// Thread-safe.
final class CommitMark implements AutoCloseable {

  private final DataSource connections;
  private @Nullable Connection connection;
  private @Nullable PreparedStatement dataVersion;
  private boolean closed;

  /// Raised with every connection: each counts for itself, so the counts of two would mix.
  private int era;

  CommitMark(DataSource connections) {
    this.connections = connections;
  }

  /// @throws StoreUnavailableException if the database can't be asked
  synchronized long read() {
    try (ResultSet row = dataVersion().executeQuery()) {
      long version = row.getLong(1);
      return ((long) era << Integer.SIZE) | (version & 0xFFFF_FFFFL);
    } catch (SQLException e) {
      disconnect();
      throw new StoreUnavailableException("database: ask whether it has changed", e);
    }
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
  public synchronized void close() {
    closed = true;
    disconnect();
  }
}
