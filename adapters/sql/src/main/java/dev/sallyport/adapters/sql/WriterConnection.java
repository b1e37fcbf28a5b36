package dev.sallyport.adapters.sql;

import java.sql.SQLException;
import org.jdbi.v3.core.ConnectionException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConnection;

/// The one connection that writes to a SQLite file, and its transactions. It is opened when it is
/// needed; one that can't even roll back is thrown away.
///
/// Not thread-safe: it belongs to the thread that writes. Its methods throw a [JdbiException] if the
/// database does not do what it is told.
final class WriterConnection implements AutoCloseable {

  /// Undoes the work of one without that of those before.
  private static final String SAVEPOINT = "job";

  private final Jdbi jdbi;
  private @Nullable Handle handle;

  WriterConnection(SqliteConnections connections) {
    this.jdbi = Database.jdbi(connections);
    jdbi.setStatementBuilderFactory(_ -> new KeptStatements());
  }

  Handle handle() {
    if (handle == null) {
      handle = jdbi.open();
    }
    return handle;
  }

  /// Said by us: the driver's own transactions begin as readers, and fail when they turn writer.
  void begin() {
    try {
      handle().execute("BEGIN IMMEDIATE");
    } catch (JdbiException e) {
      if (!SqliteErrors.isBusy(e)) {
        discard();
      }
      throw e;
    }
  }

  void commit() {
    handle().execute("COMMIT");
  }

  /// Rolls back. A connection that can't even do this must not serve the next ones, who would write
  /// into a transaction that nobody commits.
  void rollBack() {
    try {
      handle().execute("ROLLBACK");
    } catch (JdbiException broken) {
      discard();
    }
  }

  void setSavepoint() {
    handle().execute("SAVEPOINT " + SAVEPOINT);
  }

  void rollBackToSavepoint() {
    handle().execute("ROLLBACK TO " + SAVEPOINT);
  }

  void releaseSavepoint() {
    handle().execute("RELEASE " + SAVEPOINT);
  }

  /// How many rows this connection has written since it was opened; what a statement wrote that
  /// failed does not count.
  long changes() {
    try {
      return handle().getConnection().unwrap(SQLiteConnection.class).getDatabase().total_changes();
    } catch (SQLException e) {
      throw new ConnectionException(e);
    }
  }

  /// Throws the connection away.
  void discard() {
    Handle broken = handle;
    handle = null;
    if (broken != null) {
      try {
        broken.close();
      } catch (RuntimeException alreadyBroken) {
        // There is nothing else to do with it.
      }
    }
  }

  @Override
  public void close() {
    discard();
  }
}
