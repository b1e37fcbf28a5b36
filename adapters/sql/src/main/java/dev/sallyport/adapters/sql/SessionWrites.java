package dev.sallyport.adapters.sql;

import dev.sallyport.adapters.sql.Revoking.Raised;
import dev.sallyport.domain.session.End;
import dev.sallyport.domain.session.EndCause;
import dev.sallyport.domain.session.IdempotencyKeyDigest;
import dev.sallyport.domain.session.Revocation;
import dev.sallyport.domain.session.Session;
import dev.sallyport.domain.user.User;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jdbi.v3.core.statement.Update;
import org.jspecify.annotations.Nullable;

/// What one transaction writes to sessions. If it revokes anything, it raises the revocation number
/// once, and every session that it revokes gets that number.
final class SessionWrites {

  /// Adds a session.
  private static final String INSERT =
      """
      INSERT INTO sessions (
        id, user_id, root_number, salt, generation, rotated_at, rotation_key, rotated_by,
        user_agent, started_at, idle_until, ends_at, ended_at, end_cause, ended_by,
        least_generation, revoked_until, revocation_number, version)
      VALUES (
        :id, :user, :root_number, :salt, :generation, :rotated_at, :rotation_key, :rotated_by,
        :user_agent, :started_at, :idle_until, :ends_at, :ended_at, :end_cause, :ended_by,
        :least_generation, :revoked_until, :revocation_number, :version)
      """;

  /// Moves a session to its next generation if it is still at `:seen`. Writes no indexed column.
  static final String ROTATE =
      """
      UPDATE sessions
      SET generation = :generation, rotated_at = :rotated_at, rotation_key = :rotation_key,
        rotated_by = :rotated_by, user_agent = :user_agent, idle_until = :idle_until,
        version = :version
      WHERE id = :id AND version = :seen
      """;

  /// Ends or revokes a session, and whatever else changes, if it is still at `:seen`.
  private static final String REVOKE =
      """
      UPDATE sessions
      SET generation = :generation, rotated_at = :rotated_at, rotation_key = :rotation_key,
        rotated_by = :rotated_by, user_agent = :user_agent, idle_until = :idle_until,
        ended_at = :ended_at, end_cause = :end_cause, ended_by = :ended_by,
        least_generation = :least_generation, revoked_until = :revoked_until,
        revocation_number = :revocation_number, version = :version
      WHERE id = :id AND version = :seen
      """;

  /// One row if a user is still at `:owner_version`.
  private static final String OWNER =
      "SELECT 1 FROM users WHERE id = :owner AND version = :owner_version AND deleted_at IS NULL";

  /// One row if a session is still at `:seen`.
  private static final String SEEN = "SELECT 1 FROM sessions WHERE id = :id AND version = :seen";

  private final Handle handle;
  private final Database database;
  private final RowLocks locks;
  private @Nullable Raised raised;

  SessionWrites(Handle handle, Database database) {
    this.handle = handle;
    this.database = database;
    this.locks = database.locks();
  }

  /// Whether this swap is a single statement: it neither ends nor revokes.
  static boolean isRotation(Session seen, Session next) {
    return seen.end().equals(next.end()) && seen.revocation().equals(next.revocation());
  }

  void insert(Session session) {
    boolean revoked = !session.revocation().equals(Revocation.NONE);
    Update insert =
        handle
            .createUpdate(INSERT)
            .bind("user", Columns.bytes(session.user()))
            .bind("root_number", session.rootNumber())
            .bind("salt", session.salt().bytes().reveal())
            .bind("started_at", session.startedAt().toEpochMilli())
            .bind("ends_at", session.endsAt().toEpochMilli())
            .bind("revocation_number", revoked ? revocationNumber() : null);
    bindRotation(insert, session);
    bindEnd(insert, session);
    insert.execute();
  }

  /// Swaps a session if it is still at `seen`. It is held already, since the revocation number comes
  /// last.
  ///
  /// @return false if it is not; nothing was written to it
  boolean swap(Session seen, Session next) {
    if (isRotation(seen, next)) {
      return rotate(seen, next, Optional.empty());
    }
    Update swap =
        handle
            .createUpdate(REVOKE)
            .bind("seen", seen.version())
            .bind("revocation_number", revocationNumber());
    bindRotation(swap, next);
    bindEnd(swap, next);
    return swap.execute() == 1;
  }

  /// Swaps a session for its next generation, if it and its owner are still as they were seen: in
  /// one statement, which needs no transaction around it.
  ///
  /// @return false if one is not; nothing was written
  boolean rotate(Session seen, Session next, Optional<User> owner) {
    String sql =
        owner.isPresent()
            ? "WITH owner AS ("
                + OWNER
                + locks.toKeep()
                + ") "
                + ROTATE
                + "AND EXISTS (SELECT 1 FROM owner)"
            : ROTATE;
    Update rotation = handle.createUpdate(sql).bind("seen", seen.version());
    bindRotation(rotation, next);
    owner.ifPresent(user -> bindOwner(rotation, user));
    return rotation.execute() == 1;
  }

  /// Whether a user is still as it was seen; if so, it stays that until the transaction ends, and
  /// nobody else gets past here with the same user before.
  boolean holdAlone(User owner) {
    return isThere(bindOwner(handle.createQuery(OWNER + locks.toChange()), owner));
  }

  /// Whether a user is still as it was seen; if so, it stays that until the transaction ends.
  boolean hold(User owner) {
    return isThere(bindOwner(handle.createQuery(OWNER + locks.toKeep()), owner));
  }

  /// Whether a session is still as it was seen; if so, it stays that until the transaction ends.
  boolean hold(Session seen) {
    return isThere(
        handle
            .createQuery(SEEN + locks.toChange())
            .bind("id", seen.id().bytes())
            .bind("seen", seen.version()));
  }

  private static boolean isThere(Query query) {
    return query.mapTo(Integer.class).findOne().isPresent();
  }

  private static <S extends SqlStatement<S>> S bindOwner(S statement, User user) {
    return statement.bind("owner", Columns.bytes(user.id())).bind("owner_version", user.version());
  }

  /// The number of this transaction, raised when it is first asked for.
  private long revocationNumber() {
    if (raised == null) {
      raised =
          handle
              .createQuery(database.raise())
              .map((row, _) ->
                  new Raised(row.getLong("last"), SqlRevocationCounter.copy(row.getBytes("copy"))))
              .one();
    }
    return raised.number();
  }

  /// What was raised; empty if nothing was revoked.
  Optional<Raised> raised() {
    return Optional.ofNullable(raised);
  }

  private static void bindRotation(SqlStatement<?> statement, Session session) {
    var rotation = session.lastRotation();
    statement
        .bind("id", session.id().bytes())
        .bind("generation", session.generation())
        .bind("rotated_at", rotation.at().toEpochMilli())
        .bind("rotation_key", rotation.key().map(IdempotencyKeyDigest::bytes).orElse(null))
        .bind("rotated_by", rotation.by().address().text())
        .bind("user_agent", rotation.by().userAgent())
        .bind("idle_until", session.idleUntil().toEpochMilli())
        .bind("version", session.version());
  }

  private static void bindEnd(SqlStatement<?> statement, Session session) {
    statement
        .bind("ended_at", Columns.millis(session.end().map(End::at)))
        .bind("end_cause", session.end().map(End::cause).map(EndCause::word).orElse(null))
        .bind("ended_by", session.end().map(end -> end.by().text()).orElse(null))
        .bind("least_generation", session.revocation().leastGeneration())
        .bind("revoked_until", session.revocation().until().toEpochMilli());
  }
}
