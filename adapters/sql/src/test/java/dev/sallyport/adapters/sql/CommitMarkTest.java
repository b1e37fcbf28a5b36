package dev.sallyport.adapters.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.application.port.StoreUnavailableException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteDataSource;

final class CommitMarkTest {

  private static final Duration PATIENCE = Duration.ofSeconds(2);

  @RegisterExtension private final TemporaryDatabase temporary = new TemporaryDatabase();

  /// Gives connections that a test can break.
  private final class Breakable extends SQLiteDataSource {
    private @Nullable SQLiteConnection last;

    @Override
    public SQLiteConnection getConnection(@Nullable String user, @Nullable String password)
        throws SQLException {
      setUrl("jdbc:sqlite:" + temporary.file());
      last = super.getConnection(user, password);
      return last;
    }

    void breakLast() throws SQLException {
      if (last != null) {
        last.close();
      }
    }
  }

  @Test
  void no_mark_comes_twice_after_the_connection_broke() throws SQLException {
    var connections = new Breakable();
    try (var mark = new CommitMark(connections, PATIENCE)) {
      long before = mark.read();
      connections.breakLast();

      assertThatThrownBy(mark::read).isInstanceOf(StoreUnavailableException.class);

      long after = mark.read();
      assertThat(after).isNotEqualTo(before);
      assertThat(mark.read()).isEqualTo(after);
    }
  }

  @Test
  void a_closed_mark_is_unavailable() {
    var mark = new CommitMark(new Breakable(), PATIENCE);
    mark.read();
    mark.close();

    assertThatThrownBy(mark::read).isInstanceOf(StoreUnavailableException.class);
    mark.close();
  }

  /// As while another process recovers the file.
  @Test
  void while_the_database_does_not_answer_nobody_waits_for_long() throws Exception {
    var asked = new CountDownLatch(1);
    var answers = new CountDownLatch(1);
    var slow =
        new SQLiteDataSource() {
          @Override
          public SQLiteConnection getConnection(@Nullable String user, @Nullable String password)
              throws SQLException {
            asked.countDown();
            WaitingLine.await(answers);
            setUrl("jdbc:sqlite:" + temporary.file());
            return super.getConnection(user, password);
          }
        };
    try (var mark = new CommitMark(slow, Duration.ofMillis(1));
        var thread = Executors.newVirtualThreadPerTaskExecutor()) {
      var first = thread.submit(mark::read);
      WaitingLine.await(asked);

      assertThatThrownBy(mark::read)
          .isInstanceOf(StoreUnavailableException.class)
          .hasStackTraceContaining("still waits");

      answers.countDown();
      long answer = first.get();
      assertThat(mark.read()).isEqualTo(answer);
    }
  }

  @Test
  void whoever_asks_after_a_commit_gets_another_mark_however_many_ask_meanwhile() throws Exception {
    var goOn = new AtomicBoolean(true);
    try (var mark = new CommitMark(new Breakable(), PATIENCE);
        Connection other = temporary.connect();
        Statement statement = other.createStatement();
        var threads = Executors.newCachedThreadPool()) {
      List<Future<?>> askers = new ArrayList<>();
      try {
        for (int asker = 0; asker < 3; asker++) {
          askers.add(
              threads.submit(() -> {
                while (goOn.get()) {
                  mark.read();
                }
              }));
        }
        long before = mark.read();
        for (int commit = 0; commit < 500; commit++) {
          statement.executeUpdate("UPDATE revocation_counter SET last = last + 1");
          long after = mark.read();
          assertThat(after).isNotEqualTo(before);
          before = after;
        }
      } finally {
        goOn.set(false);
      }
      for (Future<?> asker : askers) {
        asker.get();
      }
    }
  }
}
