package dev.sallyport.adapters.sql;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool.PoolInitializationException;
import dev.sallyport.application.port.StoreUnavailableException;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import javax.sql.DataSource;
import org.jdbi.v3.core.ConnectionException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.sqlite.SQLiteException;

/// A SQLite file: one connection that writes, a few that read, and one that is held for the memory
/// by which commits are seen ([WalIndex]).
///
/// There is one writer because SQLite has one, and lets the others poll ([GroupCommit]).
final class SqliteDatabase extends Database {

  /// How long a caller waits for a connection, and then again for the writer of another process.
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  /// Another process may be at its migrations.
  private static final Duration PATIENCE_AT_START = Duration.ofSeconds(30);

  /// How often to try for WAL mode, which SQLite refuses at once while another process does too.
  private static final int WAL_ATTEMPTS = 10;

  private final GroupCommit writer;
  private final HikariDataSource readerPool;
  private final Jdbi readers;
  private final AtomicBoolean logBegun = new AtomicBoolean();
  private final AtomicBoolean closed = new AtomicBoolean();

  /// Held by readers, together, while they are at work; by who closes, for good.
  private final ReentrantReadWriteLock open = new ReentrantReadWriteLock();

  private final SharedIndexFile indexFile;
  private final WalIndex index;
  private final CommitMark commitMark;

  private SqliteDatabase(
      GroupCommit writer, HikariDataSource readerPool, SharedIndexFile indexFile, WalIndex index) {
    this.writer = writer;
    this.readerPool = readerPool;
    this.readers = jdbi(readerPool).setStatementBuilderFactory(new ReaderStatements());
    this.indexFile = indexFile;
    this.index = index;
    this.commitMark = new CommitMark(index::head);
  }

  static SqliteDatabase open(DatabaseSettings.Sqlite settings, Migrations migrations) {
    Path file = settings.file();
    new SqliteFile(file).prepare();
    try {
      SharedIndexFile indexFile = SharedIndexFile.use(file);
      try {
        migrate(file, migrations);
        return connect(file, settings.readers(), indexFile);
      } catch (SQLException | RuntimeException e) {
        indexFile.leave();
        throw e;
      }
    } catch (IOException e) {
      throw new DatabaseRefusedException(file + " can't be read", e);
    } catch (SQLException e) {
      throw atStart(file, e);
    } catch (PoolInitializationException | ConnectionException e) {
      throw atStart(file, e.getCause() instanceof SQLException cause ? cause : new SQLException(e));
    } catch (DatabaseRefusedException e) {
      throw new DatabaseRefusedException(file + ": " + e.getMessage(), e);
    }
  }

  private static void migrate(Path file, Migrations migrations) throws SQLException {
    SqliteConnections connections = SqliteConnections.writing(file, PATIENCE_AT_START);
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
          if (!SqliteErrors.isBusy(e) || attempt == WAL_ATTEMPTS) {
            throw e;
          }
          statement.executeUpdate("BEGIN IMMEDIATE");
          statement.executeUpdate("COMMIT");
        }
      }
    }
  }

  private static SqliteDatabase connect(Path file, int readers, SharedIndexFile indexFile)
      throws SQLException {
    SqliteConnections writing = SqliteConnections.writing(file, PATIENCE);
    WalIndex index = WalIndex.open(indexFile, writing);
    try {
      GroupCommit writer = GroupCommit.start(writing, PATIENCE, System::nanoTime);
      try {
        DataSource reading = SqliteConnections.reading(file, PATIENCE);
        return new SqliteDatabase(writer, pool(reading, readers), indexFile, index);
      } catch (RuntimeException e) {
        writer.close();
        throw e;
      }
    } catch (RuntimeException e) {
      index.close();
      throw e;
    }
  }

  private static HikariDataSource pool(DataSource connections, int size) {
    var config = new HikariConfig();
    config.setPoolName("database readers");
    config.setDataSource(connections);
    config.setMaximumPoolSize(size);
    config.setReadOnly(true);
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
    if (closed.get() || !open.readLock().tryLock()) {
      throw new StoreUnavailableException("database: " + what + ": it is closed");
    }
    try (Handle handle = readers.open()) {
      return work.on(handle);
    } catch (JdbiException e) {
      throw unavailable(what, e);
    } finally {
      open.readLock().unlock();
    }
  }

  @Override
  <T> T writeOnce(String what, Work<T> statement) {
    return writer.write(WriteJob.inTransaction(what, statement, _ -> true));
  }

  @Override
  <T> Optional<T> write(String what, Work<Optional<T>> work) {
    return writer.write(WriteJob.inTransaction(what, work, Optional::isPresent));
  }

  @Override
  void aloneWithTheKeys(Handle handle) {
    // As every writer is.
  }

  /// Writes the write-ahead log back and empties it. If that can't be done now, a later commit does
  /// it.
  @Override
  void forgetWhatWasOverwritten() {
    try {
      writer.write(
          WriteJob.outside(
              "empty the write-ahead log",
              handle ->
                  handle
                      .createQuery("PRAGMA wal_checkpoint(TRUNCATE)")
                      .mapTo(Integer.class)
                      .list()));
    } catch (StoreUnavailableException later) {
      // What had to be durable is: only its traces last a little longer.
    }
  }

  /// A number that changes with every commit, by whatever process. The first to ask begins the log,
  /// if nobody has since the file was opened; once, since a second try would make all wait who ask.
  @Override
  long mark() {
    if (index.head().isOfEmptyLog() && logBegun.compareAndSet(false, true)) {
      beginLog();
    }
    return commitMark.read();
  }

  /// Commits something that changes nothing: the head of an empty log tells nothing, so that each
  /// call for a mark would have another one, and whoever relies on it would read the database.
  private void beginLog() {
    try {
      writeOnce("begin the write-ahead log", handle -> handle.execute(SqliteSchema.MARK_AS_OURS));
    } catch (StoreUnavailableException later) {
      // The first commit of anybody does the same.
    }
  }

  /// The file is the same one for as long as it is open.
  @Override
  boolean goesOn(long earlier, long later) {
    return true;
  }

  private static RuntimeException atStart(Path file, SQLException e) {
    return SqliteErrors.isBusy(e)
        ? new StoreUnavailableException("database: open it while another process writes", e)
        : new DatabaseRefusedException(file + " can't be opened as a database: " + reason(e), e);
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
        writer.load());
  }

  /// Whoever asks from now on gets a [StoreUnavailableException]; those at work have some seconds
  /// left. Who takes longer keeps a connection open, and its locks, to the end of the process.
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    // Before the pool is: it forgets the connections that are lent, and nobody closes them then.
    boolean nobodyReads = awaitReaders();
    readerPool.close();
    writer.close();
    index.close();
    if (nobodyReads && writer.hasEnded()) {
      indexFile.leave();
    }
  }

  private boolean awaitReaders() {
    try {
      return open.writeLock().tryLock(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
