package dev.sallyport.adapters.sql;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool.PoolInitializationException;
import dev.sallyport.application.port.StoreUnavailableException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;
import org.jdbi.v3.core.ConnectionException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.statement.SqlStatements;
import org.jdbi.v3.core.statement.StatementContext;
import org.jdbi.v3.core.statement.StatementCustomizer;
import org.postgresql.util.PSQLState;

/// A PostgreSQL database: a pool of connections, and one that only watches for revocations.
///
/// Transactions are READ COMMITTED: each decides on rows that it has locked ([RowLocks]), and what
/// the server aborts because two stand in each other's way is done again. Every call is answered
/// within [#PATIENCE], whatever becomes of the server or of the link to it; its time is handed down
/// to each statement.
final class PostgresDatabase extends Database {

  /// How long a call may take, waiting for a connection included: a request has 2 s.
  private static final Duration PATIENCE = Duration.ofMillis(1900);

  /// How long it may wait for a connection, which leaves time to use it.
  private static final Duration PATIENCE_FOR_CONNECTION = Duration.ofMillis(1200);

  /// How long a reading of the mark may take, of which two may follow each other.
  private static final Duration PATIENCE_FOR_MARK = Duration.ofMillis(900);

  /// How long an idle connection may take to show that it is alive, before it is used.
  private static final Duration PATIENCE_FOR_VALIDATION = Duration.ofMillis(500);

  /// Below what firewalls forget connections after.
  private static final Duration KEEP_ALIVE = Duration.ofMinutes(2);

  /// So that another address of a name, or another server, is found after a while.
  private static final Duration LONGEST_LIFE = Duration.ofMinutes(30);

  /// How often a transaction is tried that the server aborts for the sake of others.
  private static final int ATTEMPTS = 5;

  /// What the server says when a transaction may succeed if it is done again: it stood in another
  /// one's way, or another one has just taken a name that was free.
  private static final Set<String> ABORTED =
      Set.of(
          PSQLState.SERIALIZATION_FAILURE.getState(),
          PSQLState.DEADLOCK_DETECTED.getState(),
          PSQLState.UNIQUE_VIOLATION.getState());

  /// Another run of the server begins another epoch. A standby that takes over may lack the last
  /// commits of the server before it, and gives their numbers out a second time: whoever has followed
  /// the first ones would take the second ones for those.
  private static final String RAISE =
      """
      UPDATE revocation_counter
      SET last = last + 1,
        epoch = CASE
          WHEN server_run IS NULL OR server_run = run.id THEN epoch
          ELSE substring(sha256(epoch || convert_to(run.id, 'UTF8')) FOR 16)
        END,
        server_run = run.id
      FROM (SELECT extract(epoch FROM pg_postmaster_start_time())::text AS id) AS run
      RETURNING last, copy
      """;

  /// The advisory lock of who replaces the keys: `SALYKEYS`.
  private static final String LOCK_KEYS = "SELECT pg_advisory_xact_lock(5999160125032847699)";

  private final HikariDataSource pool;
  private final Jdbi jdbi;
  private final PostgresMark mark;

  private PostgresDatabase(HikariDataSource pool, PostgresMark mark) {
    this.pool = pool;
    this.jdbi = jdbi(pool);
    this.mark = mark;
  }

  static boolean exists(DatabaseSettings.Postgres settings) {
    try (Connection connection = PostgresConnections.migrating(settings).getConnection()) {
      return PostgresSchema.exists(connection);
    } catch (SQLException e) {
      throw atStart(settings, e);
    } catch (DatabaseRefusedException e) {
      throw new DatabaseRefusedException(settings.name() + " " + e.getMessage(), e);
    }
  }

  static PostgresDatabase open(DatabaseSettings.Postgres settings, Migrations migrations) {
    try (Connection connection = PostgresConnections.migrating(settings).getConnection()) {
      PostgresSchema.migrate(connection, migrations);
    } catch (SQLException e) {
      throw atStart(settings, e);
    } catch (DatabaseRefusedException e) {
      throw new DatabaseRefusedException(settings.name() + " " + e.getMessage(), e);
    }
    try {
      return connect(settings);
    } catch (PoolInitializationException e) {
      throw atStart(
          settings, e.getCause() instanceof SQLException cause ? cause : new SQLException(e));
    }
  }

  private static PostgresDatabase connect(DatabaseSettings.Postgres settings) {
    DataSource connections = PostgresConnections.serving(settings, PATIENCE);
    HikariDataSource pool = pool(connections, settings.connections());
    var mark = new PostgresMark(connections, PATIENCE_FOR_MARK);
    try {
      mark.read();
      return new PostgresDatabase(pool, mark);
    } catch (RuntimeException e) {
      mark.close();
      pool.close();
      throw e;
    }
  }

  private static HikariDataSource pool(DataSource connections, int size) {
    var config = new HikariConfig();
    config.setPoolName("database");
    config.setDataSource(connections);
    config.setMaximumPoolSize(size);
    config.setConnectionTimeout(PATIENCE_FOR_CONNECTION.toMillis());
    config.setValidationTimeout(PATIENCE_FOR_VALIDATION.toMillis());
    config.setKeepaliveTime(KEEP_ALIVE.toMillis());
    config.setMaxLifetime(LONGEST_LIFE.toMillis());
    return new HikariDataSource(config);
  }

  @Override
  String raise() {
    return RAISE;
  }

  @Override
  RowLocks locks() {
    return RowLocks.ROWS;
  }

  @Override
  <T> T read(String what, Work<T> work) {
    return once(what, Deadline.in(PATIENCE), work);
  }

  @Override
  <T> T writeOnce(String what, Work<T> statement) {
    return again(deadline -> once(what, deadline, statement));
  }

  @Override
  <T> Optional<T> write(String what, Work<Optional<T>> work) {
    return again(deadline -> once(what, deadline, handle -> transaction(handle, deadline, work)));
  }

  private interface Attempt<T> {
    T by(Deadline deadline);
  }

  /// Does what the server aborts for the sake of others again, while there is time.
  private static <T> T again(Attempt<T> attempt) {
    var deadline = Deadline.in(PATIENCE);
    for (int number = 1; ; number++) {
      try {
        return attempt.by(deadline);
      } catch (StoreUnavailableException e) {
        if (!isAborted(e) || number == ATTEMPTS || deadline.isPast()) {
          throw e;
        }
      }
    }
  }

  private static boolean isAborted(StoreUnavailableException e) {
    return e.getCause() instanceof SQLException sql
        && sql.getSQLState() != null
        && ABORTED.contains(sql.getSQLState());
  }

  private <T> T once(String what, Deadline deadline, Work<T> work) {
    try (Handle handle = jdbi.open()) {
      handle.getConfig(SqlStatements.class).addCustomizer(new InTime(deadline));
      return work.on(handle);
    } catch (JdbiException e) {
      throw unavailable(what, e);
    }
  }

  /// Gives a statement the time that is left of the call.
  private record InTime(Deadline deadline) implements StatementCustomizer {
    @Override
    public void beforeExecution(PreparedStatement statement, StatementContext context)
        throws SQLException {
      statement.getConnection().setNetworkTimeout(Runnable::run, deadline.millisLeft());
    }
  }

  private <T> Optional<T> transaction(Handle handle, Deadline deadline, Work<Optional<T>> work) {
    handle.begin();
    try {
      Optional<T> result = work.on(handle);
      if (result.isPresent()) {
        commit(handle, deadline);
      } else {
        handle.rollback();
      }
      return result;
    } catch (RuntimeException | Error e) {
      abandon(handle);
      throw e;
    }
  }

  /// Whether a commit that fails was carried out nobody knows; who reads again finds out.
  private static void commit(Handle handle, Deadline deadline) {
    try {
      handle.getConnection().setNetworkTimeout(Runnable::run, deadline.millisLeft());
    } catch (SQLException e) {
      throw new ConnectionException(e);
    }
    handle.commit();
  }

  /// Rolls back. A connection that can't even do this is closed, which makes the server do it.
  private void abandon(Handle handle) {
    try {
      handle.rollback();
    } catch (JdbiException broken) {
      pool.evictConnection(handle.getConnection());
    }
  }

  @Override
  void aloneWithTheKeys(Handle handle) {
    handle.createQuery(LOCK_KEYS).map((row, _) -> row.getRow()).list();
  }

  @Override
  void forgetWhatWasOverwritten() {
    // What lies in the server's files, its write-ahead log and its backups is the operator's.
  }

  @Override
  long mark() {
    return mark.read();
  }

  @Override
  boolean goesOn(long earlier, long later) {
    return PostgresMark.isOneEra(earlier, later);
  }

  private static DatabaseRefusedException atStart(
      DatabaseSettings.Postgres settings, SQLException e) {
    return new DatabaseRefusedException(
        settings.name()
            + " can't be used as "
            + settings.user()
            + ": "
            + Objects.requireNonNullElse(e.getMessage(), "for no reason that it tells"),
        e);
  }

  @Override
  public Load load() {
    var used = pool.getHikariPoolMXBean();
    return new Load(
        used.getTotalConnections(),
        used.getActiveConnections(),
        used.getThreadsAwaitingConnection(),
        0);
  }

  @Override
  public void close() {
    mark.close();
    pool.close();
  }
}
