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
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/// A SQLite file: one connection that writes, a few that read, and one that only watches for
/// commits.
///
/// There is one writer because SQLite has one, and lets the others poll; in this queue they wait
/// in turn.
final class SqliteDatabase extends Database {

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

  private SqliteDatabase(
      HikariDataSource writerPool, HikariDataSource readerPool, CommitMark commitMark) {
    this.writerPool = writerPool;
    this.readerPool = readerPool;
    this.writer = jdbi(writerPool);
    this.readers = jdbi(readerPool);
    this.commitMark = commitMark;
  }

  static SqliteDatabase open(DatabaseSettings.Sqlite settings, Migrations migrations) {
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
      SqliteSchema.migrate(connection, migrations);
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

  private static SqliteDatabase connect(Path file, int readers) {
    DataSource reading = SqliteConnections.reading(file, PATIENCE);
    HikariDataSource writerPool = pool(SqliteConnections.writing(file, PATIENCE), 1, false);
    var commitMark = new CommitMark(reading);
    try {
      commitMark.read();
      return new SqliteDatabase(writerPool, pool(reading, readers, true), commitMark);
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

  @Override
  String raise() {
    return "UPDATE revocation_counter SET last = last + 1 RETURNING last, copy";
  }

  @Override
  RowLocks locks() {
    return RowLocks.NONE;
  }

  @Override
  <T> T read(String what, Work<T> work) {
    try (Handle handle = readers.open()) {
      return work.on(handle);
    } catch (JdbiException e) {
      throw unavailable(what, e);
    }
  }

  @Override
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

  @Override
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

  @Override
  void aloneWithTheKeys(Handle handle) {
    // As every writer is.
  }

  /// Writes the write-ahead log back and empties it. If that can't be done now, a later commit does
  /// it.
  @Override
  void forgetWhatWasOverwritten() {
    try (Handle handle = writer.open()) {
      handle.createQuery("PRAGMA wal_checkpoint(TRUNCATE)").mapTo(Integer.class).list();
    } catch (JdbiException later) {
      // What had to be durable is: only its traces last a little longer.
    }
  }

  /// A number that changes with every commit, by whatever process.
  @Override
  long mark() {
    return commitMark.read();
  }

  @Override
  boolean goesOn(long earlier, long later) {
    return CommitMark.isOneEra(earlier, later);
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

  @Override
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
