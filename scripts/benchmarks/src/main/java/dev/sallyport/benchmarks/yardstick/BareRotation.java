package dev.sallyport.benchmarks.yardstick;

import dev.sallyport.domain.session.Session;
import dev.sallyport.domain.user.User;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;

/// The statement by which a session rotates, prepared once on one connection: what `SessionWrites`
/// of adapters/sql makes, with nothing around it.
final class BareRotation {

  private static final String STATEMENT =
      """
      WITH owner AS (
        SELECT 1 FROM users WHERE id = ? AND version = ? AND deleted_at IS NULL%s)
      UPDATE sessions
      SET generation = ?, rotated_at = ?, rotation_key = ?, rotated_by = ?, user_agent = ?,
        idle_until = ?, version = ?
      WHERE id = ? AND version = ? AND EXISTS (SELECT 1 FROM owner)
      """;

  private final PreparedStatement statement;

  private BareRotation(PreparedStatement statement) {
    this.statement = statement;
  }

  static BareRotation onSqlite(Connection connection) throws SQLException {
    return new BareRotation(connection.prepareStatement(STATEMENT.formatted("")));
  }

  static BareRotation onPostgres(Connection connection) throws SQLException {
    return new BareRotation(connection.prepareStatement(STATEMENT.formatted(" FOR SHARE")));
  }

  /// @throws IllegalStateException if it did not find the session as it was seen
  void rotate(Session seen, Session next, User owner) throws SQLException {
    var user = owner.id().value();
    statement.setBytes(
        1,
        ByteBuffer.allocate(16)
            .putLong(user.getMostSignificantBits())
            .putLong(user.getLeastSignificantBits())
            .array());
    statement.setLong(2, owner.version());
    statement.setInt(3, next.generation());
    statement.setLong(4, next.lastRotation().at().toEpochMilli());
    statement.setNull(5, Types.BINARY);
    statement.setString(6, next.lastRotation().by().address().text());
    statement.setString(7, next.lastRotation().by().userAgent());
    statement.setLong(8, next.idleUntil().toEpochMilli());
    statement.setLong(9, next.version());
    statement.setBytes(10, next.id().bytes());
    statement.setLong(11, seen.version());
    if (statement.executeUpdate() != 1) {
      throw new IllegalStateException("a session was not as it was seen");
    }
  }
}
