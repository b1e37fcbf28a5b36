package dev.sallyport.adapters.sql;

import dev.sallyport.application.port.StoreUnavailableException;
import dev.sallyport.domain.key.SecretBytes;
import dev.sallyport.domain.session.Client;
import dev.sallyport.domain.session.ClientAddress;
import dev.sallyport.domain.session.End;
import dev.sallyport.domain.session.EndCause;
import dev.sallyport.domain.session.IdempotencyKeyDigest;
import dev.sallyport.domain.session.Revocation;
import dev.sallyport.domain.session.Rotation;
import dev.sallyport.domain.session.Session;
import dev.sallyport.domain.session.SessionId;
import dev.sallyport.domain.session.SessionSalt;
import dev.sallyport.domain.user.UserId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;

/// How a session is read from its row.
final class SessionRows {

  /// All columns that [#session] reads.
  static final String COLUMNS =
      """
      id, user_id, root_number, salt, generation, rotated_at, rotation_key, rotated_by, user_agent,
      started_at, idle_until, ends_at, ended_at, end_cause, ended_by, least_generation,
      revoked_until, revocation_number, version
      """;

  /// The sessions of a user that have not been ended and are not past their absolute end.
  static final String LIVE_OF_USER =
      "SELECT "
          + COLUMNS
          + """
          FROM sessions
          WHERE user_id = :user AND ended_at IS NULL AND ends_at > :now
          ORDER BY id
          """;

  private SessionRows() {}

  /// The live sessions of a user, to be written by this transaction.
  static List<Session> liveOfUser(Handle handle, RowLocks locks, UserId user, Instant now) {
    return handle
        .createQuery(LIVE_OF_USER + locks.toChange())
        .bind("user", Columns.bytes(user))
        .bind("now", now.toEpochMilli())
        .map(SessionRows::session)
        .list();
  }

  /// @throws StoreUnavailableException if the row says what no session can be
  static Session session(ResultSet row, StatementContext statement) throws SQLException {
    try {
      return new Session(
          new SessionId(Columns.uuid(row, "id")),
          new UserId(Columns.uuid(row, "user_id")),
          row.getInt("root_number"),
          new SessionSalt(SecretBytes.copyOf(row.getBytes("salt"))),
          row.getInt("generation"),
          rotation(row),
          Columns.instant(row, "started_at"),
          Columns.instant(row, "idle_until"),
          Columns.instant(row, "ends_at"),
          end(row),
          revocation(row),
          row.getLong("version"));
    } catch (IllegalArgumentException | NullPointerException e) {
      throw new StoreUnavailableException("database: a row of sessions can't be read", e);
    }
  }

  private static Rotation rotation(ResultSet row) throws SQLException {
    return new Rotation(
        Columns.instant(row, "rotated_at"),
        Optional.ofNullable(row.getBytes("rotation_key")).map(IdempotencyKeyDigest::new),
        new Client(new ClientAddress(row.getString("rotated_by")), row.getString("user_agent")));
  }

  private static Optional<End> end(ResultSet row) throws SQLException {
    Optional<Instant> at = Columns.optionalInstant(row, "ended_at");
    if (at.isEmpty()) {
      return Optional.empty();
    }
    EndCause cause =
        EndCause.parse(row.getString("end_cause"))
            .orElseThrow(() -> new IllegalArgumentException("no such cause"));
    return Optional.of(new End(at.get(), cause, new ClientAddress(row.getString("ended_by"))));
  }

  /// The revocation in the columns `least_generation` and `revoked_until`.
  static Revocation revocation(ResultSet row) throws SQLException {
    return new Revocation(row.getInt("least_generation"), Columns.instant(row, "revoked_until"));
  }
}
