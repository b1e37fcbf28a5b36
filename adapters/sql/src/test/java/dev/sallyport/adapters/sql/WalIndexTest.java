package dev.sallyport.adapters.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.adapters.sql.WalIndex.Head;
import dev.sallyport.application.port.StoreUnavailableException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
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
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class WalIndexTest {

  private static final String COMMIT = "UPDATE revocation_counter SET last = last + 1";

  @RegisterExtension private final TemporaryDatabase temporary = new TemporaryDatabase();

  private WalIndex open() throws Exception {
    return open(temporary.file());
  }

  /// Of a file that the database of the test has open too, so that its use is counted.
  private static WalIndex open(Path database) throws Exception {
    var file = SharedIndexFile.use(database);
    try {
      return WalIndex.open(file, SqliteConnections.writing(database, Duration.ofSeconds(2)));
    } finally {
      file.leave();
    }
  }

  @Test
  void the_head_stays_while_nobody_commits() throws Exception {
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
  void the_first_commit_after_the_log_was_written_back_shows(String how) throws Exception {
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
  void the_first_who_asks_for_a_mark_begins_the_log() throws Exception {
    temporary.closeAll();
    try (Database again = Database.open(temporary.settings());
        WalIndex index = open()) {
      assertThat(index.head().isOfEmptyLog()).isTrue();

      long mark = again.mark();

      assertThat(index.head().isOfEmptyLog()).isFalse();
      assertThat(again.mark()).isEqualTo(mark);
    }
  }

  @Test
  void a_log_that_can_not_be_begun_costs_time_and_nothing_else() throws Exception {
    temporary.closeAll();
    try (Database again = Database.open(temporary.settings());
        Connection other = temporary.connect();
        Statement statement = other.createStatement()) {
      statement.executeUpdate("BEGIN IMMEDIATE");

      assertThat(List.of(again.mark(), again.mark(), again.mark())).doesNotHaveDuplicates();

      statement.executeUpdate(COMMIT);
      statement.executeUpdate("COMMIT");
      assertThat(again.mark()).isEqualTo(again.mark());
    }
  }

  @Test
  void closed_it_is_unavailable() throws Exception {
    WalIndex index = open();
    index.close();

    assertThatThrownBy(index::head).isInstanceOf(StoreUnavailableException.class);
    index.close();
  }

  @Test
  void a_database_that_is_closed_leaves_neither_log_nor_index() {
    temporary.closeAll();

    assertThat(temporary.directory().toFile().list()).containsExactly("sallyport.db");
  }

  @ParameterizedTest
  @CsvSource({"3007001,1", "3007000,0", "0,0"})
  void a_format_that_is_not_known_is_refused(int version, byte initialized) throws Exception {
    Path other = temporary.directory().resolve("other.db");
    Files.createFile(other);
    byte[] head = new byte[48];
    ByteBuffer.wrap(head).order(ByteOrder.nativeOrder()).putInt(0, version).put(12, initialized);
    Files.write(temporary.directory().resolve("other.db-shm"), head);
    var file = SharedIndexFile.use(other);
    try {
      assertThatThrownBy(
              () -> WalIndex.open(file, SqliteConnections.writing(other, Duration.ofSeconds(2))))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("format");
    } finally {
      file.leave();
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
}
