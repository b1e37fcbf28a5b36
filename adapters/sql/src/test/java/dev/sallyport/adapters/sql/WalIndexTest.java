package dev.sallyport.adapters.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.adapters.sql.WalIndex.Head;
import dev.sallyport.application.port.StoreUnavailableException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class WalIndexTest {

  private static final String COMMIT = "UPDATE revocation_counter SET last = last + 1";

  @RegisterExtension private final TemporaryDatabase temporary = new TemporaryDatabase();

  private WalIndex open() throws SQLException {
    return WalIndex.open(
        temporary.file(), SqliteConnections.writing(temporary.file(), Duration.ofSeconds(2)));
  }

  private Path file() {
    return temporary.directory().resolve("sallyport.db-shm");
  }

  @Test
  void the_head_stays_while_nobody_commits() throws SQLException {
    try (WalIndex index = open()) {
      Head before = index.head();
      temporary.number("SELECT last FROM revocation_counter");
      try (Connection other = temporary.connect();
          Statement statement = other.createStatement()) {
        statement.executeUpdate("BEGIN IMMEDIATE");
        statement.executeUpdate(COMMIT);
        statement.executeUpdate("ROLLBACK");
      }

      assertThat(index.head()).isEqualTo(before);
    }
  }

  /// After each of these SQLite begins its log, or the index, anew.
  @ParameterizedTest
  @ValueSource(strings = {"PASSIVE", "FULL", "RESTART", "TRUNCATE"})
  void the_first_commit_after_the_log_was_written_back_shows(String how) throws SQLException {
    try (WalIndex index = open();
        Connection other = temporary.connect();
        Statement statement = other.createStatement()) {
      List<Head> heads = new ArrayList<>(List.of(index.head()));
      for (int round = 0; round < 3; round++) {
        statement.executeQuery("PRAGMA wal_checkpoint(" + how + ")").close();
        statement.executeUpdate(COMMIT);
        heads.add(index.head());
      }

      assertThat(heads).doesNotHaveDuplicates();
    }
  }

  @Test
  void every_commit_shows_before_it_is_acknowledged_however_many_look() throws Exception {
    var goOn = new AtomicBoolean(true);
    try (WalIndex index = open();
        Connection other = temporary.connect();
        Statement statement = other.createStatement();
        var threads = Executors.newCachedThreadPool()) {
      var mark = new CommitMark(index::head);
      List<Future<?>> lookers = new ArrayList<>();
      try {
        for (int looker = 0; looker < 3; looker++) {
          lookers.add(
              threads.submit(() -> {
                while (goOn.get()) {
                  mark.read();
                }
              }));
        }
        long before = mark.read();
        for (int commit = 0; commit < 500; commit++) {
          statement.executeUpdate(COMMIT);
          long after = mark.read();
          assertThat(after).isNotEqualTo(before);
          before = after;
        }
      } finally {
        goOn.set(false);
      }
      for (Future<?> looker : lookers) {
        looker.get();
      }
    }
  }

  @Test
  void closed_it_is_unavailable() throws SQLException {
    WalIndex index = open();
    index.close();

    assertThatThrownBy(index::head).isInstanceOf(StoreUnavailableException.class);
    index.close();
  }

  /// A descriptor that is closed takes all locks of the process along: another process would take
  /// itself for the only one then, and empty what this one reads.
  @Test
  void the_locks_of_a_database_stay_when_another_one_with_its_file_is_closed() throws Exception {
    temporary.another().close();

    assertThat(isLocked()).isTrue();
  }

  @Test
  void a_database_that_is_closed_leaves_neither_log_nor_index() {
    temporary.closeAll();

    assertThat(temporary.directory().toFile().list()).containsExactly("sallyport.db");
  }

  @Test
  void a_format_that_is_not_known_is_refused() throws Exception {
    Path other = temporary.directory().resolve("other-shm");
    Files.write(other, new byte[48]);

    try (Connection keeper = temporary.connect()) {
      assertThatThrownBy(() -> WalIndex.open(other, keeper))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("format");
      assertThat(keeper.isClosed()).isTrue();
    }
  }

  @Test
  void a_database_without_a_write_ahead_log_is_refused() throws Exception {
    temporary.closeAll();
    temporary.execute("PRAGMA journal_mode = DELETE");

    assertThatThrownBy(this::open)
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("wal-index");
  }

  private boolean isLocked() throws Exception {
    Process other =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                TryLock.class.getName(),
                file().toString())
            .inheritIO()
            .start();
    return other.waitFor() == TryLock.LOCKED;
  }

  /// The other process: it tries for the byte that each process with the file holds a lock on.
  static final class TryLock {

    private static final int LOCKED = 42;
    private static final long IN_USE = 128;

    private TryLock() {}

    public static void main(String[] arguments) throws IOException {
      try (FileChannel file = FileChannel.open(Path.of(arguments[0]), StandardOpenOption.WRITE)) {
        System.exit(file.tryLock(IN_USE, 1, false) == null ? LOCKED : 0);
      }
    }
  }
}
