package dev.sallyport.adapters.sql;

import dev.sallyport.application.port.RevocationSpread;
import dev.sallyport.application.port.StoreUnavailableException;
import dev.sallyport.application.port.UserStore;
import dev.sallyport.domain.password.PasswordHash;
import dev.sallyport.domain.session.Session;
import dev.sallyport.domain.user.Role;
import dev.sallyport.domain.user.Roles;
import dev.sallyport.domain.user.User;
import dev.sallyport.domain.user.UserId;
import dev.sallyport.domain.user.Username;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;
import org.jdbi.v3.core.statement.Update;

/// The users in the table of that name, a row each. A deleted one leaves a row without name and
/// hash, which no method finds, until its last session is purged.
public final class SqlUserStore implements UserStore {

  private static final String COLUMNS =
      "id, username, password_hash, password_version, temporary_until, roles, disabled, created_at,"
          + " version";

  /// The user of this id, unless it was deleted.
  private static final String FIND =
      "SELECT " + COLUMNS + " FROM users WHERE id = :id AND deleted_at IS NULL";

  /// The user of this name; a deleted one has none.
  private static final String FIND_BY_NAME =
      "SELECT " + COLUMNS + " FROM users WHERE username = :username";

  /// A page of users in the order of their names, behind `:after`; a deleted one has none.
  private static final String LIST =
      "SELECT " + COLUMNS + " FROM users WHERE username > :after ORDER BY username LIMIT :at_most";

  /// A page of users in the order of their ids, behind `:after`.
  private static final String LIST_BY_ID =
      "SELECT "
          + COLUMNS
          + " FROM users WHERE id > :after AND deleted_at IS NULL ORDER BY id LIMIT :at_most";

  /// Adds a user, unless another has the name.
  private static final String INSERT =
      """
      INSERT INTO users (
        id, username, password_hash, password_version, temporary_until, roles, disabled, created_at,
        version)
      VALUES (
        :id, :username, :password_hash, :password_version, :temporary_until, :roles, :disabled,
        :created_at, :version)
      ON CONFLICT (username) DO NOTHING
      """;

  /// One row if another user has this name.
  private static final String NAME_IS_TAKEN =
      "SELECT 1 FROM users WHERE username = :username AND id <> :id";

  /// Swaps a user, if it is still at `:seen`. A hash that was not changed is left alone: it may have
  /// been made anew meanwhile, which no version tells.
  private static final String UPDATE =
      """
      UPDATE users
      SET username = :username, temporary_until = :temporary_until,
        password_hash = CASE WHEN :new_password = 1 THEN :password_hash ELSE password_hash END,
        password_version = :password_version, roles = :roles, disabled = :disabled, version = :version
      WHERE id = :id AND version = :seen AND deleted_at IS NULL
      """;

  /// Swaps a hash for another of the same password, if it is still there.
  private static final String REHASH =
      "UPDATE users SET password_hash = :fresh WHERE id = :id AND password_hash = :verified";

  /// Makes a tombstone of a user, if it is still at `:seen`.
  private static final String DELETE =
      """
      UPDATE users
      SET username = NULL, password_hash = NULL, temporary_until = NULL, roles = '', disabled = 1,
        deleted_at = :now, version = version + 1
      WHERE id = :id AND version = :seen AND deleted_at IS NULL
      """;

  /// Erases from the sessions of a user who used them and from where.
  private static final String ERASE_CLIENTS =
      """
      UPDATE sessions
      SET rotated_by = '-', user_agent = '',
        ended_by = CASE WHEN ended_at IS NULL THEN NULL ELSE '-' END, version = version + 1
      WHERE user_id = :id
      """;

  /// Sorts before every id.
  private static final byte[] BEFORE_ALL = {};

  private final Database database;
  private final Revoking revoking;

  /// A store over a database of which no shared copies are made.
  public SqlUserStore(Database database) {
    this(database, RevocationSpread.NONE);
  }

  public SqlUserStore(Database database, RevocationSpread spread) {
    this.database = database;
    this.revoking = new Revoking(database, spread);
  }

  @Override
  public Write add(User user) {
    return database.writeOnce(
        "add a user", handle -> insert(handle, user) ? Write.DONE : Write.NAME_TAKEN);
  }

  @Override
  public List<User> addAll(List<User> users) {
    return database
        .write(
            "add users",
            handle -> Optional.of(users.stream().filter(user -> insert(handle, user)).toList()))
        .orElseThrow();
  }

  private static boolean insert(Handle handle, User user) {
    try (Update insert = handle.createUpdate(INSERT)) {
      return bind(insert.bind("created_at", user.createdAt().toEpochMilli()), user).execute() == 1;
    }
  }

  @Override
  public Optional<User> find(UserId id) {
    return database.read(
        "find a user",
        handle ->
            handle
                .createQuery(FIND)
                .bind("id", Columns.bytes(id))
                .map(SqlUserStore::user)
                .findOne());
  }

  @Override
  public Optional<User> findByName(Username username) {
    return database.read(
        "find a user by name",
        handle ->
            handle
                .createQuery(FIND_BY_NAME)
                .bind("username", username.text())
                .map(SqlUserStore::user)
                .findOne());
  }

  @Override
  public List<User> list(Optional<Username> after, int atMost) {
    return database.read(
        "list users",
        handle ->
            handle
                .createQuery(LIST)
                .bind("after", after.map(Username::text).orElse(""))
                .bind("at_most", atMost)
                .map(SqlUserStore::user)
                .list());
  }

  @Override
  public List<User> listById(Optional<UserId> after, int atMost) {
    return database.read(
        "list users by id",
        handle ->
            handle
                .createQuery(LIST_BY_ID)
                .bind("after", after.map(Columns::bytes).orElse(BEFORE_ALL))
                .bind("at_most", atMost)
                .map(SqlUserStore::user)
                .list());
  }

  @Override
  public Write replace(User seen, User next, Instant now, UnaryOperator<Session> onLiveSession) {
    if (!seen.id().equals(next.id())) {
      throw new IllegalArgumentException("two users");
    }
    return revoking
        .write(
            "change a user",
            (handle, writes) -> {
              if (!isAt(handle, seen)) {
                return Optional.<Write>empty();
              }
              if (isNameTaken(handle, next)) {
                return Optional.of(Write.NAME_TAKEN);
              }
              boolean newPassword = !next.passwordHash().equals(seen.passwordHash());
              Update update =
                  handle
                      .createUpdate(UPDATE)
                      .bind("seen", seen.version())
                      .bind("new_password", newPassword ? 1 : 0);
              bind(update, next).execute();
              changeSessions(handle, writes, seen.id(), now, onLiveSession);
              return Optional.of(Write.DONE);
            })
        .orElse(Write.STALE);
  }

  @Override
  public boolean rehash(UserId id, PasswordHash verified, PasswordHash fresh) {
    return database.writeOnce(
        "rehash a password",
        handle ->
            handle
                    .createUpdate(REHASH)
                    .bind("id", Columns.bytes(id))
                    .bind("verified", verified.text())
                    .bind("fresh", fresh.text())
                    .execute()
                == 1);
  }

  @Override
  public Write delete(User seen, Instant now, UnaryOperator<Session> onLiveSession) {
    Optional<Write> deleted =
        revoking.write(
            "delete a user", (handle, writes) -> delete(handle, writes, seen, now, onLiveSession));
    if (deleted.isPresent()) {
      database.forgetWhatWasOverwritten();
    }
    return deleted.orElse(Write.STALE);
  }

  private Optional<Write> delete(
      Handle handle,
      SessionWrites writes,
      User seen,
      Instant now,
      UnaryOperator<Session> onLiveSession) {
    int deleted =
        handle
            .createUpdate(DELETE)
            .bind("id", Columns.bytes(seen.id()))
            .bind("seen", seen.version())
            .bind("now", now.toEpochMilli())
            .execute();
    if (deleted == 0) {
      return Optional.empty();
    }
    changeSessions(handle, writes, seen.id(), now, onLiveSession);
    handle.createUpdate(ERASE_CLIENTS).bind("id", Columns.bytes(seen.id())).execute();
    return Optional.of(Write.DONE);
  }

  private boolean isAt(Handle handle, User seen) {
    return handle
        .createQuery(FIND + database.locks().toChange())
        .bind("id", Columns.bytes(seen.id()))
        .map(SqlUserStore::user)
        .findOne()
        .filter(user -> user.version() == seen.version())
        .isPresent();
  }

  private static boolean isNameTaken(Handle handle, User next) {
    return handle
        .createQuery(NAME_IS_TAKEN)
        .bind("username", next.username().text())
        .bind("id", Columns.bytes(next.id()))
        .mapTo(Integer.class)
        .findOne()
        .isPresent();
  }

  private void changeSessions(
      Handle handle,
      SessionWrites writes,
      UserId user,
      Instant now,
      UnaryOperator<Session> change) {
    for (Session session : SessionRows.liveOfUser(handle, database.locks(), user, now)) {
      Session next = change.apply(session);
      if (!next.equals(session) && !writes.swap(session, next)) {
        throw new IllegalStateException("a session moved within the transaction that read it");
      }
    }
  }

  private static Update bind(Update statement, User user) {
    return statement
        .bind("id", Columns.bytes(user.id()))
        .bind("username", user.username().text())
        .bind("password_hash", user.passwordHash().text())
        .bind("password_version", user.passwordVersion())
        .bind("temporary_until", Columns.millis(user.temporaryUntil()))
        .bind("roles", String.join(" ", user.roles().texts()))
        .bind("disabled", user.disabled() ? 1 : 0)
        .bind("version", user.version());
  }

  /// @throws StoreUnavailableException if the row says what no user can be
  private static User user(ResultSet row, StatementContext statement) throws SQLException {
    try {
      return new User(
          new UserId(Columns.uuid(row, "id")),
          new Username(row.getString("username")),
          new PasswordHash(row.getString("password_hash")),
          row.getLong("password_version"),
          Columns.optionalInstant(row, "temporary_until"),
          roles(row.getString("roles")),
          row.getInt("disabled") != 0,
          Columns.instant(row, "created_at"),
          row.getLong("version"));
    } catch (IllegalArgumentException | NullPointerException e) {
      throw new StoreUnavailableException("database: a row of users can't be read", e);
    }
  }

  private static Roles roles(String text) {
    return text.isEmpty()
        ? Roles.NONE
        : new Roles(Stream.of(text.split(" ", -1)).map(Role::new).toList());
  }
}
