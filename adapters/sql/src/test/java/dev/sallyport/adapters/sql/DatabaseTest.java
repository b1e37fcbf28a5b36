package dev.sallyport.adapters.sql;

import static dev.sallyport.application.port.Given.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.application.port.Given;
import dev.sallyport.application.port.StoreUnavailableException;
import dev.sallyport.application.port.UserStore.Write;
import dev.sallyport.domain.session.Session;
import dev.sallyport.domain.user.User;
import java.io.PrintWriter;
import java.io.RandomAccessFile;
import java.io.StringWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.UnaryOperator;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What the stores do when the database does not do what they want.
final class DatabaseTest {

  private static final Duration SOON = Duration.ofSeconds(4);

  @RegisterExtension private final TemporaryDatabase temporary = new TemporaryDatabase();

  private final Given given = Given.seed(5);

  private SqlUserStore users() {
    return new SqlUserStore(temporary.database());
  }

  private SqlSessionStore sessions() {
    return new SqlSessionStore(temporary.database());
  }

  private User added(String name) {
    User user = given.user(name);
    assertThat(users().add(user)).isEqualTo(Write.DONE);
    return user;
  }

  private Session opened(User owner) {
    Session session = given.session(owner);
    assertThat(sessions().open(session, owner, Optional.empty(), _ -> List.of())).isPresent();
    return session;
  }

  private static void assertUnavailableSoon(ThrowingCallable call) {
    long start = System.nanoTime();
    assertThatThrownBy(call).isInstanceOf(StoreUnavailableException.class);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(SOON);
  }

  @Test
  void a_writer_of_another_process_holds_up_writes_for_a_while_and_reads_not_at_all()
      throws SQLException {
    User alice = added("alice");
    try (Connection other = temporary.connect();
        Statement statement = other.createStatement()) {
      statement.executeUpdate("BEGIN IMMEDIATE");

      assertThat(users().find(alice.id())).contains(alice);
      assertUnavailableSoon(() -> users().add(given.user("bob")));
      assertUnavailableSoon(() -> users().delete(alice, NOW, UnaryOperator.identity()));

      statement.executeUpdate("ROLLBACK");
    }
    added("bob");
  }

  @Tag("ASVS-13.2.6")
  @Test
  void a_writer_of_ours_that_hangs_holds_up_the_others_for_a_while() throws Exception {
    var writing = new CountDownLatch(1);
    var goOn = new CountDownLatch(1);
    try (var thread = Executors.newSingleThreadExecutor()) {
      var hanging =
          thread.submit(() ->
              temporary
                  .database()
                  .write(
                      "test",
                      _ -> {
                        writing.countDown();
                        return awaited(goOn);
                      }));
      writing.await();

      assertUnavailableSoon(() -> users().add(given.user("bob")));

      goOn.countDown();
      assertThat(hanging.get()).isPresent();
    }
    added("bob");
  }

  @Tag("H-40")
  @Tag("ASVS-13.2.6")
  @Test
  void when_every_connection_is_held_nobody_waits_for_long_and_it_comes_back_by_itself()
      throws Exception {
    int readers = temporary.settings().readers();
    var reading = new CountDownLatch(readers);
    var goOn = new CountDownLatch(1);
    try (var threads = Executors.newCachedThreadPool()) {
      for (int i = 0; i < readers; i++) {
        var _ =
            threads.submit(() ->
                temporary
                    .database()
                    .read(
                        "test",
                        _ -> {
                          reading.countDown();
                          return awaited(goOn);
                        }));
      }
      reading.await();
      var others = new ArrayList<Future<?>>();
      for (int i = 0; i < 100; i++) {
        others.add(
            threads.submit(() -> assertUnavailableSoon(() -> users().list(Optional.empty(), 1))));
      }
      for (Future<?> other : others) {
        other.get();
      }
      assertThat(new SqlStoreHealth(temporary.database()).isUp()).isFalse();
      goOn.countDown();
    }

    assertThat(users().list(Optional.empty(), 1)).isEmpty();
  }

  @Tag("H-40")
  @Test
  void who_finds_a_long_line_before_the_writer_does_not_join_it() throws Exception {
    var writing = new CountDownLatch(1);
    var goOn = new CountDownLatch(1);
    try (var threads = Executors.newCachedThreadPool()) {
      var hanging =
          threads.submit(() ->
              temporary
                  .database()
                  .write(
                      "test",
                      _ -> {
                        writing.countDown();
                        return awaited(goOn);
                      }));
      writing.await();
      var told = new LinkedBlockingQueue<String>();
      for (int i = 0; i < 200; i++) {
        var _ =
            threads.submit(() -> {
              try {
                temporary.database().write("test", _ -> Optional.of(true));
                told.add("written");
              } catch (StoreUnavailableException e) {
                told.add(String.valueOf(e.getCause()));
              }
            });
      }
      List<String> first = new ArrayList<>();
      for (int i = 0; i < 200 - 63; i++) {
        first.add(told.take());
      }
      goOn.countDown();
      // On a machine that stands still for a while, some who waited gave up among them.
      assertThat(first)
          .doesNotContain("written")
          .anySatisfy(cause -> assertThat(cause).contains("too many wait"));
      assertThat(hanging.get()).isPresent();
    }
    added("bob");
  }

  private static Optional<Boolean> awaited(CountDownLatch latch) {
    try {
      latch.await();
      return Optional.of(true);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  @Test
  void a_closed_database_is_unavailable() {
    Database database = temporary.database();
    database.close();

    assertUnavailableSoon(() -> users().list(Optional.empty(), 1));
    assertUnavailableSoon(() -> users().add(given.user("bob")));
    assertUnavailableSoon(() -> sessions().purge(NOW, 1));
    assertUnavailableSoon(database::mark);
    assertThat(new SqlStoreHealth(database).isUp()).isFalse();
  }

  @Test
  void an_open_database_is_up() {
    assertThat(new SqlStoreHealth(temporary.database()).isUp()).isTrue();
  }

  @Tag("ASVS-2.3.3")
  @Test
  void a_commit_that_fails_leaves_nothing_behind() throws SQLException {
    Session ofNobody = given.session(given.user("nobody"));

    assertThatThrownBy(() ->
            temporary
                .database()
                .write(
                    "test",
                    handle -> {
                      handle.execute("PRAGMA defer_foreign_keys = ON");
                      new SessionWrites(handle, temporary.database()).insert(ofNobody);
                      return Optional.of(ofNobody);
                    }))
        .isInstanceOf(StoreUnavailableException.class)
        .hasStackTraceContaining("FOREIGN KEY");

    added("alice");
    assertThat(temporary.number("SELECT count(*) FROM sessions")).isZero();
  }

  @Tag("ASVS-1.4.3")
  @Test
  void a_connection_whose_transaction_got_lost_serves_nobody_else() {
    assertThatThrownBy(() ->
            temporary
                .database()
                .write(
                    "test",
                    handle -> {
                      handle.execute("ROLLBACK");
                      return Optional.empty();
                    }))
        .isInstanceOf(StoreUnavailableException.class);

    added("alice");
    added("bob");
  }

  @Tag("ASVS-2.3.3")
  @Test
  void a_rule_that_throws_leaves_nothing_behind() {
    User alice = added("alice");
    Session session = opened(alice);

    assertThatThrownBy(() ->
            users()
                .replace(
                    alice,
                    alice.disable(),
                    NOW,
                    _ -> {
                      throw new ArithmeticException("a bug");
                    }))
        .isInstanceOf(ArithmeticException.class);

    assertThat(users().find(alice.id())).contains(alice);
    assertThat(sessions().find(session.id())).contains(session);
    added("bob");
  }

  @Test
  void no_message_shows_what_was_written() {
    Session ofNobody = given.session(given.user("nobody"));
    var shown = new StringWriter();

    try {
      temporary
          .database()
          .writeOnce(
              "test",
              handle -> {
                new SessionWrites(handle, temporary.database()).insert(ofNobody);
                return true;
              });
    } catch (StoreUnavailableException e) {
      e.printStackTrace(new PrintWriter(shown, true));
    }

    byte[] salt = ofNobody.salt().bytes().reveal();
    assertThat(shown.toString())
        .contains("FOREIGN KEY")
        .doesNotContain("192.0.2.7", "Test/1.0", "INSERT")
        .doesNotContain(Arrays.toString(salt), HexFormat.of().formatHex(salt));
  }

  @Test
  void a_session_that_can_not_be_is_unavailable() throws SQLException {
    Session session = opened(added("alice"));
    temporary.execute("UPDATE sessions SET rotated_by = ''");

    assertThatThrownBy(() -> sessions().find(session.id()))
        .isInstanceOf(StoreUnavailableException.class)
        .hasMessage("database: a row of sessions can't be read");
  }

  @Test
  void a_user_that_can_not_be_is_unavailable() throws SQLException {
    User alice = added("alice");
    temporary.execute("UPDATE users SET roles = 'not A role'");

    assertThatThrownBy(() -> users().find(alice.id()))
        .isInstanceOf(StoreUnavailableException.class)
        .hasMessage("database: a row of users can't be read");
  }

  @Test
  void a_damaged_page_is_unavailable() throws Exception {
    Session session = opened(added("alice"));
    long page = temporary.number("SELECT rootpage FROM sqlite_schema WHERE name = 'sessions'");
    temporary.closeAll();
    try (var file = new RandomAccessFile(temporary.file().toFile(), "rw")) {
      file.seek((page - 1) * 4096);
      byte[] damage = new byte[4096];
      Arrays.fill(damage, (byte) 0xA5);
      file.write(damage);
    }

    try (Database database = Database.open(temporary.settings())) {
      assertUnavailableSoon(() -> new SqlSessionStore(database).find(session.id()));
      assertUnavailableSoon(() -> new SqlRevocationList(database).of(session.id()));
      assertUnavailableSoon(() -> new SqlSessionStore(database).replace(session, session));
    }
  }
}
