package dev.sallyport.adapters.sql;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.nio.channels.FileChannel.MapMode.READ_ONLY;
import static java.nio.file.StandardOpenOption.READ;

import dev.sallyport.application.port.StoreUnavailableException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// The head of SQLite's wal-index: the memory (`-shm`) that every process with the file shares, and
/// in which each commit, of whatever process, leaves another head before it is acknowledged. SQLite
/// itself finds out at the begin of each read by comparing it whether anything has changed
/// ([WAL-Index Format](https://sqlite.org/walformat.html)).
///
/// Looking costs nanoseconds, where to ask (`PRAGMA data_version`) takes a read transaction with
/// four locks of the operating system.
///
/// Thread-safe.
final class WalIndex implements AutoCloseable {

  /// Of the head's first copy, the one that a commit writes last.
  private static final int HEAD_BYTES = 48;

  /// The one version of the format that there is.
  private static final int VERSION = 3_007_000;

  private static final long INITIALIZED_AT = 12;

  private static final VarHandle WORD = JAVA_LONG.varHandle();

  /// To close any descriptor of a file drops every lock that the process has on it (POSIX `fcntl`),
  /// SQLite's among them: so there is one for the process, and it is closed when no database of
  /// this process has the file open any more.
  private static final ConcurrentMap<Path, Descriptor> DESCRIPTORS = new ConcurrentHashMap<>();

  private record Descriptor(FileChannel channel, int users) {}

  private final Path file;
  private final Connection keeper;
  private final MemorySegment head;
  private final AtomicBoolean closed = new AtomicBoolean();

  private WalIndex(Path file, Connection keeper, MemorySegment head) {
    this.file = file;
    this.keeper = keeper;
    this.head = head;
  }

  /// Opens that of a database in WAL mode.
  ///
  /// @param connections to the same file, that may write; one of them is held until [#close], so
  ///     that SQLite neither removes the file nor makes another one
  /// @throws SQLException if it isn't there, or isn't what it is known to be
  static WalIndex open(Path database, DataSource connections) throws SQLException {
    Connection keeper = connections.getConnection();
    try {
      // SQLite makes it at the first read.
      try (Statement statement = keeper.createStatement()) {
        statement.executeQuery("SELECT count(*) FROM sqlite_schema").close();
      }
      return open(file(database), keeper);
    } catch (IOException | UncheckedIOException e) {
      keeper.close();
      throw new SQLException("its wal-index (-shm) can't be read", e);
    } catch (SQLException e) {
      keeper.close();
      throw e;
    }
  }

  private static Path file(Path database) throws IOException {
    Path real = database.toRealPath();
    return real.resolveSibling(real.getFileName() + "-shm");
  }

  static WalIndex open(Path file, Connection keeper) throws IOException, SQLException {
    FileChannel channel = DESCRIPTORS.compute(file, WalIndex::oneMore).channel();
    try {
      MemorySegment head = channel.map(READ_ONLY, 0, HEAD_BYTES, Arena.ofAuto());
      if (head.get(JAVA_INT, 0) != VERSION || head.get(JAVA_BYTE, INITIALIZED_AT) == 0) {
        throw new SQLException("its wal-index (-shm) has a format that is not known");
      }
      return new WalIndex(file, keeper, head);
    } catch (IOException | SQLException e) {
      // Before the descriptor, as ever: until then SQLite holds locks.
      keeper.close();
      DESCRIPTORS.computeIfPresent(file, WalIndex::oneLess);
      throw e;
    }
  }

  // Made and closed inside of `compute`: nobody finds one that is about to be closed.
  private static Descriptor oneMore(Path file, @Nullable Descriptor before) {
    if (before != null) {
      return new Descriptor(before.channel(), before.users() + 1);
    }
    try {
      return new Descriptor(FileChannel.open(file, READ), 1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static @Nullable Descriptor oneLess(Path file, Descriptor before) {
    if (before.users() > 1) {
      return new Descriptor(before.channel(), before.users() - 1);
    }
    try {
      before.channel().close();
    } catch (IOException e) {
      // Only mapped memory was ever read through it.
    }
    return null;
  }

  /// What the head says: of two, equal ones tell of the same commits. Whatever was acknowledged
  /// before the call shows. One that is read while a commit is about to be acknowledged may be a
  /// mixture of two heads; it equals neither.
  record Head(long a, long b, long c, long d, long e, long f) {}

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

  /// Ends all use of the file. The last connection that is closed writes the log back and removes
  /// it, so others are closed before this; and one that is still at work loses its locks, if it is
  /// of the last database of this process with that file.
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    try {
      keeper.close();
    } catch (SQLException e) {
      // It held nothing but the file.
    } finally {
      DESCRIPTORS.computeIfPresent(file, WalIndex::oneLess);
    }
  }
}
