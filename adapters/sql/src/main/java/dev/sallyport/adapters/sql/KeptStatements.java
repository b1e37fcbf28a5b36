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

  private final Map<String, Kept> bySql = new HashMap<>();
  private final IdentityHashMap<Statement, Kept> byStatement = new IdentityHashMap<>();

  /// A statement that stays where it is while it is used: to take it out of a map and put it in
  /// again would leave a node behind at every use, which no quick collection takes away.
  private static final class Kept {
    private final PreparedStatement statement;
    private boolean inUse = true;

    private Kept(PreparedStatement statement) {
      this.statement = statement;
    }
  }

  @Override
  public PreparedStatement create(Connection connection, String sql, StatementContext context)
      throws SQLException {
    Kept known = bySql.get(sql);
    if (known != null && !known.inUse) {
      known.inUse = true;
      return known.statement;
    }
    PreparedStatement created = super.create(connection, sql, context);
    if (known == null && bySql.size() < MOST) {
      var kept = new Kept(created);
      bySql.put(sql, kept);
      byStatement.put(created, kept);
    }
    return created;
  }

  // JDBI's own `sql` is the text before its names became question marks.
  @Override
  public void close(Connection connection, String sql, @Nullable Statement used)
      throws SQLException {
    Kept kept = byStatement.get(used);
    if (kept == null) {
      super.close(connection, sql, used);
      return;
    }
    // Some of what was bound is secret.
    kept.statement.clearParameters();
    kept.inUse = false;
  }

  @Override
  public void close(Connection connection) {
    byStatement.keySet().forEach(KeptStatements::closeQuietly);
    byStatement.clear();
    bySql.clear();
  }

  private static void closeQuietly(Statement statement) {
    try {
      statement.close();
    } catch (SQLException broken) {
      // The connection that it belongs to is about to be closed.
    }
  }
}
