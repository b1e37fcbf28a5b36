package dev.sallyport.adapters.sql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import org.jdbi.v3.core.statement.DefaultStatementBuilder;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/// Keeps the statements of one connection prepared from one use to the next: to prepare one takes
/// SQLite longer than to run it. They end with the connection.
///
/// Not thread-safe, as connections are not.
final class KeptStatements extends DefaultStatementBuilder {

  /// The stores have some thirty texts.
  static final int MOST = 64;

  private final Map<String, PreparedStatement> idle = new HashMap<>();
  private final IdentityHashMap<Statement, String> inUse = new IdentityHashMap<>();

  @Override
  public PreparedStatement create(Connection connection, String sql, StatementContext context)
      throws SQLException {
    PreparedStatement kept = idle.remove(sql);
    PreparedStatement statement = kept == null ? super.create(connection, sql, context) : kept;
    inUse.put(statement, sql);
    return statement;
  }

  @Override
  public void close(Connection connection, String sql, @Nullable Statement used)
      throws SQLException {
    // JDBI's own `sql` is the text before its names became question marks.
    String text = inUse.remove(used);
    if (text == null
        || idle.size() >= MOST
        || idle.containsKey(text)
        || !(used instanceof PreparedStatement statement)) {
      super.close(connection, sql, used);
      return;
    }
    // Some of what was bound is secret.
    statement.clearParameters();
    idle.put(text, statement);
  }

  @Override
  public void close(Connection connection) {
    idle.values().forEach(KeptStatements::closeQuietly);
    idle.clear();
  }

  private static void closeQuietly(Statement statement) {
    try {
      statement.close();
    } catch (SQLException broken) {
      // The connection that it belongs to is about to be closed.
    }
  }
}
