package dev.sallyport.adapters.sql;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool.PoolInitializationException;
import dev.sallyport.application.port.StoreUnavailableException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTransientException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.statement.SqlStatements;
import org.jdbi.v3.core.statement.StatementExceptions;
import org.jdbi.v3.core.statement.TemplateEngine;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/// The open database that the stores of this package share: one connection that writes, a few that
/// read, and one that only watches for commits.
///
/// There is one writer because SQLite has one, and lets the others poll; in this queue they wait
/// in turn. Thread-safe. What can't be done in time, or at all, is a [StoreUnavailableException].
public final class Database implements AutoCloseable {

  /// How long a caller waits for a connection, and then again for the writer of another process.
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  /// How many may write or wait for it. A hundred writes take a second on a slow disk; who comes when
  /// so many are there already would wait in vain, and hold a thread that somebody else could use
  /// who only reads.
  private static final int MOST_WRITERS = 64;

  /// Another process may be at its migrations.
  private static final Duration PATIENCE_AT_START = Duration.ofSeconds(30);

  /// How often to try for WAL mode, which SQLite refuses at once while another process does too.
  private static final int WAL_ATTEMPTS = 10;

  private final HikariDataSource writerPool;
  private final HikariDataSource readerPool;
  private final Jdbi writer;
  private final Jdbi readers;
  private final CommitMark commitMark;
  private final Semaphore writers = new Semaphore(MOST_WRITERS);

  private Database(
      HikariDataSource writerPool, HikariDataSource readerPool, CommitMark commitMark) {
    this.writerPool = writerPool;
    this.readerPool = readerPool;
    this.writer = jdbi(writerPool);
    this.readers = jdbi(readerPool);
    this.commitMark = commitMark;
  }

  /// Opens the database; makes it if there is none, and brings an older one up to date.
  ///
  /// @throws DatabaseRefusedException if it can't be used as it is: others may read it, it was made
  ///     by a newer version, it is no database
  /// @throws StoreUnavailableException if another process keeps it locked
  public static Database open(DatabaseSettings settings) {
    return open(settings, Migrations.ofSqlite());
  }

  static Database open(DatabaseSettings settings, Migrations migrations) {
    Path file = settings.file();
    new SqliteFile(file).prepare();
    try {
      migrate(file, migrations);
      return connect(file, settings.readers());
    } catch (SQLException e) {
      throw atStart(file, e);
    } catch (PoolInitializationException e) {
      throw atStart(file, e.getCause() instanceof SQLException cause ? cause : new SQLException(e));
    } catch (DatabaseRefusedException e) {
      throw new DatabaseRefusedException(file + ": " + e.getMessage(), e);
    }
  }

  private static void migrate(Path file, Migrations migrations) throws SQLException {
    DataSource connections = SqliteConnections.writing(file, PATIENCE_AT_START);
    try (Connection connection = connections.getConnection()) {
      useWriteAheadLog(connection);
      migrations.apply(connection);
    }
  }

  /// The file remembers its journal mode, so this has an effect once. To get there SQLite needs the
  /// file for itself and does not wait for it, so that of two first starts one may be refused: it
  /// waits for the other as a writer would, and tries again.
  private static void useWriteAheadLog(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (int attempt = 1; ; attempt++) {
        try (ResultSet mode = statement.executeQuery("PRAGMA journal_mode = WAL")) {
          if (!"wal".equals(mode.getString(1))) {
            throw new SQLException("the file system does not carry a write-ahead log");
          }
          return;
        } catch (SQLException e) {
          if (!isBusy(e) || attempt == WAL_ATTEMPTS) {
            throw e;
          }
          statement.executeUpdate("BEGIN IMMEDIATE");
          statement.executeUpdate("COMMIT");
        }
      }
    }
  }

  private static Database connect(Path file, int readers) {
    DataSource reading = SqliteConnections.reading(file, PATIENCE);
    HikariDataSource writerPool = pool(SqliteConnections.writing(file, PATIENCE), 1, false);
    var commitMark = new CommitMark(reading);
    try {
      commitMark.read();
      return new Database(writerPool, pool(reading, readers, true), commitMark);
    } catch (RuntimeException e) {
      commitMark.close();
      writerPool.close();
      throw e;
    }
  }

  private static HikariDataSource pool(DataSource connections, int size, boolean readOnly) {
    var config = new HikariConfig();
    config.setPoolName(readOnly ? "database readers" : "database writer");
    config.setDataSource(connections);
    config.setMaximumPoolSize(size);
    config.setReadOnly(readOnly);
    config.setConnectionTimeout(PATIENCE.toMillis());
    // A connection to a file does not age.
    config.setMaxLifetime(0);
    config.setKeepaliveTime(0);
    return new HikariDataSource(config);
  }

  private static Jdbi jdbi(DataSource connections) {
    Jdbi jdbi = Jdbi.create(connections);
    jdbi.getConfig(SqlStatements.class)
        .setTemplateEngine(TemplateEngine.NOP)
        .setIncludeBindingsInTelemetry(false);
    // Else a message would show what was bound: names, hashes, salts.
    jdbi.getConfig(StatementExceptions.class)
        .setMessageRendering(StatementExceptions.MessageRendering.NONE);
    return jdbi;
  }

  /// What a store does with a connection.
  @FunctionalInterface
  interface Work<T> {
    T on(Handle handle);
  }

  /// Reads, by one statement: what it sees is of one moment.
  ///
  /// @param what it is for, as in "find a session"
  <T> T read(String what, Work<T> work) {
    try (Handle handle = readers.open()) {
      return work.on(handle);
    } catch (JdbiException e) {
      throw unavailable(what, e);
    }
  }

  /// Writes, by one statement, which is a transaction of its own.
  <T> T writeOnce(String what, Work<T> statement) {
    return inTurn(what, statement);
  }

  /// Has the writer to itself, unless too many wait for it.
  private <T> T inTurn(String what, Work<T> work) {
    if (!writers.tryAcquire()) {
      throw new StoreUnavailableException(
          "database: " + what, new SQLTransientException("too many wait for their turn to write"));
    }
    try (Handle handle = writer.open()) {
      return work.on(handle);
    } catch (JdbiException e) {
      throw unavailable(what, e);
    } finally {
      writers.release();
    }
  }

  /// Writes, by a transaction that is alone on the database from its first statement on.
  ///
  /// @param work empty to have everything undone
  <T> Optional<T> write(String what, Work<Optional<T>> work) {
    return inTurn(
        what,
        handle -> {
          // Said by us: the driver's own transactions begin as readers, and fail when they turn
          // writer.
          handle.execute("BEGIN IMMEDIATE");
          try {
            Optional<T> result = work.on(handle);
            handle.execute(result.isPresent() ? "COMMIT" : "ROLLBACK");
            return result;
          } catch (RuntimeException | Error e) {
            abandon(handle);
            throw e;
          }
        });
  }

  /// Rolls back. A connection that can't even do this must not serve the next caller, who would
  /// write into a transaction that nobody commits.
  private void abandon(Handle handle) {
    try {
      handle.execute("ROLLBACK");
    } catch (JdbiException broken) {
      writerPool.evictConnection(handle.getConnection());
    }
  }

  /// Writes the write-ahead log back and empties it, so that what was overwritten in the database
  /// can't be read there any more. If that can't be done now, a later commit does it.
  void emptyLog() {
    try (Handle handle = writer.open()) {
      handle.createQuery("PRAGMA wal_checkpoint(TRUNCATE)").mapTo(Integer.class).list();
    } catch (JdbiException later) {
      // What had to be durable is: only its traces last a little longer.
    }
  }

  /// A number that changes with every commit, by whatever process.
  long mark() {
    return commitMark.read();
  }

  private static StoreUnavailableException unavailable(String what, JdbiException e) {
    Throwable cause = e.getCause() instanceof SQLException sql ? sql : e;
    return new StoreUnavailableException("database: " + what, cause);
  }

  private static RuntimeException atStart(Path file, SQLException e) {
    return isBusy(e)
        ? new StoreUnavailableException("database: open it while another process writes", e)
        : new DatabaseRefusedException(file + " can't be opened as a database: " + reason(e), e);
  }

  private static boolean isBusy(SQLException e) {
    return e instanceof SQLiteException sqlite
        && sqlite.getResultCode().name().startsWith(SQLiteErrorCode.SQLITE_BUSY.name());
  }

  private static String reason(SQLException e) {
    return e instanceof SQLiteException sqlite
        ? sqlite.getResultCode().message
        : Objects.requireNonNullElse(e.getMessage(), "for no reason that it tells");
  }

  /// How much there is to do.
  ///
  /// @param connections for reading, open ones
  /// @param busy how many of them are at work
  /// @param awaited how many callers wait for one
  /// @param writers how many write, or wait for their turn
  public record Load(int connections, int busy, int awaited, int writers) {}

  /// How much there is to do now. Asks nobody outside this process.
  public Load load() {
    var pool = readerPool.getHikariPoolMXBean();
    return new Load(
        pool.getTotalConnections(),
        pool.getActiveConnections(),
        pool.getThreadsAwaitingConnection(),
        MOST_WRITERS - writers.availablePermits());
  }

  /// Whoever asks from now on gets a [StoreUnavailableException]; those at work have some seconds
  /// left. The writer goes last, since it takes the write-ahead log with it.
  @Override
  public void close() {
    readerPool.close();
    commitMark.close();
    writerPool.close();
  }
}
