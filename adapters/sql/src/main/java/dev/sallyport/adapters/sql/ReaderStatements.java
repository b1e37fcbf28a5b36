package dev.sallyport.adapters.sql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.ConcurrentHashMap;
import org.jdbi.v3.core.ConnectionException;
import org.jdbi.v3.core.statement.DefaultStatementBuilder;
import org.jdbi.v3.core.statement.StatementBuilder;
import org.jdbi.v3.core.statement.StatementBuilderFactory;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConnection;

/// Keeps the statements of a pool's connections prepared from one loan to the next, as
/// [KeptStatements] does for one that is never given back.
///
/// They are prepared on the connection behind the pool's: the pool closes whatever was prepared on
/// its own when that is given back. They end with the connection. Thread-safe.
final class ReaderStatements implements StatementBuilderFactory {

  private final ConcurrentHashMap<SQLiteConnection, KeptStatements> kept =
      new ConcurrentHashMap<>();

  @Override
  public StatementBuilder createStatementBuilder(Connection lent) {
    try {
      SQLiteConnection connection = lent.unwrap(SQLiteConnection.class);
      KeptStatements known = kept.get(connection);
      return new OfOne(connection, known == null ? begin(connection) : known);
    } catch (SQLException e) {
      throw new ConnectionException(e);
    }
  }

  private KeptStatements begin(SQLiteConnection connection) {
    kept.keySet().removeIf(ReaderStatements::isClosed);
    var begun = new KeptStatements();
    kept.put(connection, begun);
    return begun;
  }

  private static boolean isClosed(SQLiteConnection connection) {
    try {
      return connection.isClosed();
    } catch (SQLException broken) {
      return true;
    }
  }

  /// For how many connections there are any.
  int connections() {
    return kept.size();
  }

  /// Those of one connection, while it is lent.
  private static final class OfOne extends DefaultStatementBuilder {
    private final SQLiteConnection connection;
    private final KeptStatements statements;

    private OfOne(SQLiteConnection connection, KeptStatements statements) {
      this.connection = connection;
      this.statements = statements;
    }

    @Override
    public PreparedStatement create(Connection lent, String sql, StatementContext context)
        throws SQLException {
      return statements.create(connection, sql, context);
    }

    @Override
    public void close(Connection lent, String sql, @Nullable Statement used) throws SQLException {
      statements.close(connection, sql, used);
    }

    @Override
    public void close(Connection lent) {
      // The next one to whom it is lent goes on with them.
    }
  }
}
