package dev.sallyport.adapters.sql;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.sallyport.application.port.StoreUnavailableException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;

/// The head of SQLite's wal-index: the memory (`-shm`) that every process with the file shares, and
/// in which each commit, of whatever process, leaves another head before it is acknowledged. SQLite
/// itself finds out at the begin of each read by comparing it whether anything has changed
/// ([WAL-Index Format](https://sqlite.org/walformat.html)).
///
/// Looking costs nanoseconds, whereas asking (`PRAGMA data_version`) takes a read transaction, for
/// which a lock of the operating system is taken and given back.
///
/// Thread-safe.
final class WalIndex implements AutoCloseable {

  /// Of the head's first copy, the one that a commit writes last.
  private static final int HEAD_BYTES = 48;

  /// The one version of the format that there is.
  private static final int VERSION = 3_007_000;

  private static final long INITIALIZED_AT = 12;

  private static final VarHandle WORD = JAVA_LONG.varHandle();

  private final Connection keeper;
  private final MemorySegment head;
  private final AtomicBoolean closed = new AtomicBoolean();

  private WalIndex(Connection keeper, MemorySegment head) {
    this.keeper = keeper;
    this.head = head;
  }

  /// Opens that of a database in WAL mode.
  ///
  /// @param connections to the same file, that may write; one of them is held until [#close], so
  ///     that SQLite neither removes the file nor makes another one
  /// @throws SQLException if it isn't there, or isn't what it is known to be
  static WalIndex open(SharedIndexFile file, DataSource connections) throws SQLException {
    Connection keeper = connections.getConnection();
    try {
      // SQLite makes it at the first read.
      try (Statement statement = keeper.createStatement()) {
        statement.executeQuery("SELECT count(*) FROM sqlite_schema").close();
      }
      MemorySegment head = file.memory(HEAD_BYTES);
      if (head.get(JAVA_INT, 0) != VERSION || head.get(JAVA_BYTE, INITIALIZED_AT) == 0) {
        throw new SQLException("its wal-index (-shm) has a format that is not known");
      }
      return new WalIndex(keeper, head);
    } catch (IOException e) {
      keeper.close();
      throw new SQLException("its wal-index (-shm) can't be read", e);
    } catch (SQLException e) {
      keeper.close();
      throw e;
    }
  }

  /// What the head says: of two, equal ones tell of the same commits, unless they are those of an
  /// empty log. Whatever was acknowledged before the call shows. One that is read while a commit is
  /// about to be acknowledged may be a mixture of two heads; it equals neither.
  ///
  /// @param format the version of the format
  /// @param change raised by each commit, and more
  /// @param pages how many there are in the log, and in the database
  /// @param logChecksum one over the whole log
  /// @param salts of the log, drawn at random when it is begun
  /// @param checksum over all that
  record Head(long format, long change, long pages, long logChecksum, long salts, long checksum) {

    /// Whether the index was made anew from a log that was empty. Any two of these are equal, whatever
    /// the database holds.
    boolean isOfEmptyLog() {
      return salts == 0;
    }
  }

  /// Reads the head.
  ///
  /// @throws StoreUnavailableException if this is closed
  Head head() {
    if (closed.get()) {
      throw new StoreUnavailableException("database: it is closed");
    }
    return new Head(word(0), word(1), word(2), word(3), word(4), word(5));
  }

  /// Acquired: who has seen a word sees in the database what was written before it.
  private long word(int index) {
    return (long) WORD.getAcquire(head, (long) index * Long.BYTES);
  }

  /// Whoever looks from now on is refused. The last connection that is closed writes the log back
  /// and removes it, so others are closed before this one.
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      try {
        keeper.close();
      } catch (SQLException e) {
        // It held nothing but the file.
      }
    }
  }
}
