package dev.sallyport.adapters.sql;

import static java.util.stream.Collectors.toMap;

import dev.sallyport.application.port.RevocationSpread;
import dev.sallyport.application.port.SessionStore;
import dev.sallyport.domain.session.Session;
import dev.sallyport.domain.session.SessionId;
import dev.sallyport.domain.user.User;
import dev.sallyport.domain.user.UserId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;

/// The sessions in the table of that name, a row each.
public final class SqlSessionStore implements SessionStore {

  /// The session of this id.
  static final String FIND = "SELECT " + SessionRows.COLUMNS + " FROM sessions WHERE id = :id";

  /// The live sessions of a user and the newest of the others, the newest first. An id begins with
  /// the time of its making, so the others are found in their order.
  static final String OF_USER =
      "SELECT * FROM (SELECT "
          + SessionRows.COLUMNS
          + """
          FROM sessions
          WHERE user_id = :user AND ended_at IS NULL AND ends_at > :now) AS live
          UNION ALL
          SELECT * FROM (SELECT
          """
          + SessionRows.COLUMNS
          + """
          FROM sessions
          WHERE user_id = :user AND (ended_at IS NOT NULL OR ends_at <= :now)
          ORDER BY id DESC
          LIMIT :most_over) AS over_already
          ORDER BY started_at DESC, id DESC
          """;

  /// A page of live sessions, behind `:after`.
  static final String LIVE =
      "SELECT "
          + SessionRows.COLUMNS
          + """
          FROM sessions
          WHERE id > :after AND ended_at IS NULL AND ends_at > :now
          ORDER BY id
          LIMIT :at_most
          """;

  /// The sessions that are past everything, the oldest first.
  static final String PAST =
      """
      SELECT id FROM sessions
      WHERE ends_at <= :now AND revoked_until <= :now
      ORDER BY ends_at
      LIMIT :at_most
      """;

  /// The deleted users of whom no session is left.
  static final String FORGOTTEN =
      """
      SELECT id FROM users
      WHERE deleted_at IS NOT NULL
        AND NOT EXISTS (SELECT 1 FROM sessions WHERE user_id = users.id)
      LIMIT :at_most
      """;

  /// Two sessions of which one must be locked before the other.
  private static final String LOCK_LIVE_AND_ONE =
      """
      SELECT 1 FROM sessions
      WHERE id = :one OR user_id = :user AND ended_at IS NULL AND ends_at > :now
      ORDER BY id
      """;

  /// Sorts before every id.
  private static final byte[] BEFORE_ALL = {};

  private final Database database;
  private final Revoking revoking;

  /// A store over a database of which no shared copies are made.
  public SqlSessionStore(Database database) {
    this(database, RevocationSpread.NONE);
  }

  public SqlSessionStore(Database database, RevocationSpread spread) {
    this.database = database;
    this.revoking = new Revoking(database, spread);
  }

  /// @param revocationNumber 0 if nothing was revoked
  private record Found(Session session, long revocationNumber) {}

  @Override
  public Optional<Session> find(SessionId id) {
    Optional<Found> found =
        database.read(
            "find a session",
            handle ->
                handle
                    .createQuery(FIND)
                    .bind("id", id.bytes())
                    .map(SqlSessionStore::found)
                    .findOne());
    spreadEarlier(found.stream().toList());
    return found.map(Found::session);
  }

  private static Found found(ResultSet row, StatementContext statement) throws SQLException {
    return new Found(SessionRows.session(row, statement), row.getLong("revocation_number"));
  }

  /// Who is told that a session has ended must not find it alive elsewhere, even if the process that
  /// has ended it is still at work on that, or has died over it.
  private void spreadEarlier(List<Found> found) {
    long latest = found.stream().mapToLong(Found::revocationNumber).max().orElse(0);
    if (latest > 0) {
      revoking.spread().spreadEarlier(latest);
    }
  }

  @Override
  public Optional<List<Session>> open(
      Session opened,
      User owner,
      Optional<Replacement> replaced,
      UnaryOperator<List<Session>> displaced) {
    return revoking.write(
        "open a session",
        (handle, writes) -> {
          if (!writes.holdAlone(owner)) {
            return Optional.empty();
          }
          replaced.ifPresent(r -> holdInOrder(handle, r.seen(), owner, opened.startedAt()));
          if (!replaced
              .map(r -> writes.hold(r.seen()) && writes.swap(r.seen(), r.next()))
              .orElse(true)) {
            return Optional.empty();
          }
          List<Session> live =
              SessionRows.liveOfUser(handle, database.locks(), owner.id(), opened.startedAt())
                  .stream()
                  .filter(session -> !isReplaced(session, replaced))
                  .toList();
          List<Session> ended = List.copyOf(displaced.apply(live));
          swapEach(writes, live, ended);
          writes.insert(opened);
          return Optional.of(ended);
        });
  }

  /// Locks a session, which may be another user's, and the live ones of this user, in the order of
  /// their ids.
  private void holdInOrder(Handle handle, Session one, User owner, Instant now) {
    if (database.locks() == RowLocks.NONE) {
      return;
    }
    handle
        .createQuery(LOCK_LIVE_AND_ONE + database.locks().toChange())
        .bind("one", one.id().bytes())
        .bind("user", Columns.bytes(owner.id()))
        .bind("now", now.toEpochMilli())
        .mapTo(Integer.class)
        .list();
  }

  private static boolean isReplaced(Session session, Optional<Replacement> replaced) {
    return replaced.filter(r -> r.seen().id().equals(session.id())).isPresent();
  }

  private static void swapEach(SessionWrites writes, List<Session> live, List<Session> ended) {
    Map<SessionId, Session> seen = live.stream().collect(toMap(Session::id, Function.identity()));
    for (Session next : ended) {
      Session before = seen.remove(next.id());
      if (before == null || !writes.swap(before, next)) {
        throw new IllegalArgumentException("only what is live can be ended, and once");
      }
    }
  }

  @Override
  public boolean replace(Session seen, Session next) {
    return replace(seen, next, Optional.empty());
  }

  @Override
  public boolean replace(Session seen, Session next, User owner) {
    return replace(seen, next, Optional.of(owner));
  }

  private boolean replace(Session seen, Session next, Optional<User> owner) {
    if (!seen.id().equals(next.id())) {
      throw new IllegalArgumentException("two sessions");
    }
    if (SessionWrites.isRotation(seen, next)) {
      return database.writeOnce(
          "rotate a session",
          handle -> new SessionWrites(handle, database).rotate(seen, next, owner));
    }
    return revoking
        .write(
            "revoke a session",
            (_, writes) -> {
              return owner.map(writes::hold).orElse(true)
                      && writes.hold(seen)
                      && writes.swap(seen, next)
                  ? Optional.of(next)
                  : Optional.empty();
            })
        .isPresent();
  }

  @Override
  public List<Session> ofUser(UserId user, int mostOver, Instant now) {
    List<Found> found =
        database.read(
            "list the sessions of a user",
            handle ->
                handle
                    .createQuery(OF_USER)
                    .bind("user", Columns.bytes(user))
                    .bind("now", now.toEpochMilli())
                    .bind("most_over", mostOver)
                    .map(SqlSessionStore::found)
                    .list());
    spreadEarlier(found);
    return found.stream().map(Found::session).toList();
  }

  @Override
  public List<Session> endAll(UserId user, Instant now, UnaryOperator<List<Session>> ended) {
    return revoking
        .write(
            "end the sessions of a user",
            (handle, writes) -> {
              List<Session> live = SessionRows.liveOfUser(handle, database.locks(), user, now);
              List<Session> over = List.copyOf(ended.apply(live));
              swapEach(writes, live, over);
              return Optional.of(over);
            })
        .orElseThrow();
  }

  @Override
  public List<Session> live(Optional<SessionId> after, int atMost, Instant now) {
    return database.read(
        "list live sessions",
        handle ->
            handle
                .createQuery(LIVE)
                .bind("after", after.map(SessionId::bytes).orElse(BEFORE_ALL))
                .bind("now", now.toEpochMilli())
                .bind("at_most", atMost)
                .map(SessionRows::session)
                .list());
  }

  @Override
  public int purge(Instant now, int atMost) {
    return database
        .write(
            "purge sessions",
            handle -> {
              int purged =
                  handle
                      .createUpdate(deleting("sessions", PAST))
                      .bind("now", now.toEpochMilli())
                      .bind("at_most", atMost)
                      .execute();
              // Not in every step: it looks at each deleted user of whom a session is left.
              if (purged < atMost) {
                handle.createUpdate(deleting("users", FORGOTTEN)).bind("at_most", atMost).execute();
              }
              return Optional.of(purged);
            })
        .orElse(0);
  }

  /// Deletes what a SELECT of ids finds, and nobody else is at.
  private String deleting(String table, String ids) {
    return "WITH gone AS ("
        + ids
        + database.locks().toDelete()
        + ") DELETE FROM "
        + table
        + " WHERE id IN (SELECT id FROM gone)";
  }
}
