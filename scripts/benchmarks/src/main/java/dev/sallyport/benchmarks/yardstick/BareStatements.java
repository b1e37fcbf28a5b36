package dev.sallyport.benchmarks.yardstick;

import dev.sallyport.domain.session.Session;
import dev.sallyport.domain.user.User;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/// The least that a rotation on PostgreSQL takes: a prepared statement in autocommit mode, by
/// connections that callers take turns with, as pgbench would.
public final class BareStatements implements AutoCloseable {

  private final List<Connection> connections = new ArrayList<>();
  private final BlockingQueue<BareRotation> free = new LinkedBlockingQueue<>();
  private final User owner;

  private BareStatements(User owner) {
    this.owner = owner;
  }

  /// Opens so many connections.
  ///
  /// @param owner whose all sessions are
  public static BareStatements open(String url, String user, int connections, User owner)
      throws SQLException {
    var statements = new BareStatements(owner);
    for (int i = 0; i < connections; i++) {
      Connection connection = DriverManager.getConnection(url, user, "");
      statements.connections.add(connection);
      statements.free.add(BareRotation.onPostgres(connection));
    }
    return statements;
  }

  /// Rotates a session, and returns when that is committed.
  public void rotate(Session seen, Session next) throws SQLException, InterruptedException {
    BareRotation rotation = free.take();
    try {
      rotation.rotate(seen, next, owner);
    } finally {
      free.add(rotation);
    }
  }

  @Override
  public void close() throws SQLException {
    for (Connection connection : connections) {
      connection.close();
    }
  }
}
