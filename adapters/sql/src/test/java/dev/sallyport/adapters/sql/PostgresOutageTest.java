package dev.sallyport.adapters.sql;

import static dev.sallyport.application.port.Given.CLIENT;
import static dev.sallyport.application.port.Given.NOW;
import static dev.sallyport.application.port.Given.POLICY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.application.port.FaultyLink;
import dev.sallyport.application.port.FaultyLink.BlackHole;
import dev.sallyport.application.port.FaultyLink.Delay;
import dev.sallyport.application.port.FaultyLink.Fault;
import dev.sallyport.application.port.FaultyLink.LoseAnswers;
import dev.sallyport.application.port.FaultyLink.Pass;
import dev.sallyport.application.port.FaultyLink.Refuse;
import dev.sallyport.application.port.Given;
import dev.sallyport.application.port.StoreUnavailableException;
import dev.sallyport.domain.session.EndCause;
import dev.sallyport.domain.session.FeedEpoch;
import dev.sallyport.domain.session.Session;
import dev.sallyport.domain.user.User;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// PostgreSQL, or the way to it, fails: everybody is told so in time, and nothing is left of it when
/// that is over.
final class PostgresOutageTest {

  /// A request has 2 s; the rest is for a machine that is busy with other tests.
  private static final Duration IN_TIME = Duration.ofSeconds(6);

  private static final Duration AGAIN = Duration.ofMillis(10);

  private static final Duration BACK = Duration.ofSeconds(30);

  @RegisterExtension private final TemporaryPostgres temporary = new TemporaryPostgres();

  private final FaultyLink link = new FaultyLink(TemporaryPostgres.server().port());
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Given given = Given.seed(7);

  private Database linked() {
    return Database.open(
        TemporaryPostgres.settings(
            "jdbc:postgresql://127.0.0.1:" + link.port() + "/" + temporary.name(),
            PostgresServer.SUPERUSER,
            "unused"));
  }

  @AfterEach
  void stop() {
    threads.shutdownNow();
    link.close();
  }

  private static Stream<Fault> faults() {
    return Stream.of(
        new BlackHole(), new LoseAnswers(), new Refuse(), new Delay(Duration.ofSeconds(3)));
  }

  /// Fails, and in time.
  private static void assertRefused(Callable<?> call) {
    long before = System.nanoTime();
    assertThatThrownBy(call::call).isInstanceOf(StoreUnavailableException.class);
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(IN_TIME);
  }

  private static void assertBack(Database database) {
    Awaitility.await()
        .pollInSameThread()
        .pollInterval(AGAIN)
        .atMost(BACK)
        .until(() -> isUp(database));
  }

  private static boolean isUp(Database database) {
    try {
      database.mark();
      return new SqlStoreHealth(database).isUp();
    } catch (StoreUnavailableException e) {
      return false;
    }
  }

  @ParameterizedTest
  @MethodSource("faults")
  void whatever_the_link_does_all_are_refused_in_time_and_served_when_it_is_over(Fault fault)
      throws Exception {
    try (Database database = linked()) {
      var users = new SqlUserStore(database);
      User alice = given.user("alice");
      users.add(alice);
      assertThat(isUp(database)).isTrue();

      link.set(fault);
      List<Future<?>> calls = new ArrayList<>();
      for (int i = 0; i < 12; i++) {
        calls.add(threads.submit(() -> assertRefused(() -> users.find(alice.id()))));
        calls.add(threads.submit(() -> assertRefused(database::mark)));
        calls.add(
            threads.submit(
                () -> assertRefused(() -> users.replace(alice, alice.disable(), NOW, s -> s))));
      }
      for (Future<?> call : calls) {
        call.get();
      }

      link.set(new Pass());
      assertBack(database);
      assertThat(users.find(alice.id())).isPresent();
    }
  }

  @Test
  void who_waits_for_a_row_that_somebody_keeps_is_refused_in_time_and_writes_nothing()
      throws Exception {
    Database database = temporary.database();
    var sessions = new SqlSessionStore(database);
    User alice = given.user("alice");
    new SqlUserStore(database).add(alice);
    Session session = given.session(alice, NOW);
    sessions.open(session, alice, Optional.empty(), _ -> List.of());
    Session ended = session.ended(EndCause.LOGGED_OUT, CLIENT.address(), NOW, POLICY);

    try (Connection other = temporary.connect();
        Statement statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.execute("SELECT 1 FROM sessions FOR UPDATE");
      List<Future<?>> calls = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        // More than there are connections: some wait for those, and are refused, too.
        calls.add(threads.submit(() -> assertRefused(() -> sessions.replace(session, ended))));
      }
      for (Future<?> call : calls) {
        call.get();
      }
      other.rollback();
    }
    assertBack(database);
    assertThat(sessions.find(session.id())).contains(session);
    assertThat(sessions.replace(session, ended)).isTrue();
  }

  @Test
  void a_server_that_is_stopped_killed_and_started_again_is_used_again_with_what_it_acknowledged()
      throws SQLException, InterruptedException {
    try (PostgresServer server = PostgresServer.start()) {
      String name = server.newDatabase();
      try (Database database =
          Database.open(
              TemporaryPostgres.settings(server.url(name), PostgresServer.SUPERUSER, "unused"))) {
        var users = new SqlUserStore(database);
        User alice = given.user("alice");
        users.add(alice);
        long mark = database.mark();

        server.kill();
        assertRefused(() -> users.find(alice.id()));
        assertRefused(database::mark);
        server.startAgain();
        assertBack(database);
        assertThat(users.find(alice.id())).contains(alice);
        long later = database.mark();
        assertThat(later).as("of another era").isNotEqualTo(mark);
        assertThat(database.goesOn(mark, later)).isFalse();
        assertThat(database.goesOn(later, database.mark())).isTrue();

        server.stop();
        assertRefused(() -> users.replace(alice, alice.disable(), NOW, s -> s));
        server.startAgain();
        assertBack(database);
        assertThat(users.find(alice.id())).contains(alice);
      }
    }
  }

  /// As another server may have taken over that lacks the last commits.
  @Test
  void a_server_that_was_started_again_counts_revocations_in_another_epoch() {
    try (PostgresServer server = PostgresServer.start()) {
      String url = server.url(server.newDatabase());
      FeedEpoch before = epochAfterRevoking(url, "alice");
      assertThat(epochAfterRevoking(url, "bob")).isEqualTo(before);

      server.stop();
      server.startAgain();

      FeedEpoch after = epochAfterRevoking(url, "carol");
      assertThat(after).isNotEqualTo(before);
      assertThat(epochAfterRevoking(url, "dave")).isEqualTo(after);
    }
  }

  private FeedEpoch epochAfterRevoking(String url, String name) {
    try (Database database =
        Database.open(TemporaryPostgres.settings(url, PostgresServer.SUPERUSER, "unused"))) {
      User user = given.user(name);
      Session session = given.session(user);
      var sessions = new SqlSessionStore(database);
      new SqlUserStore(database).add(user);
      sessions.open(session, user, Optional.empty(), _ -> List.of());
      sessions.replace(session, session.ended(EndCause.LOGGED_OUT, CLIENT.address(), NOW, POLICY));
      return new SqlRevocationCounter(database).read().epoch();
    }
  }

  @Test
  void a_database_that_can_not_be_reached_is_said_at_start() {
    link.set(new Refuse());

    assertThatThrownBy(this::linked)
        .isInstanceOf(DatabaseRefusedException.class)
        .hasMessageContaining("127.0.0.1:" + link.port());
  }

  /// Each roundtrip takes so long that a second would be over long before all have had one.
  @Test
  void any_number_of_callers_share_the_few_readings_of_the_mark_that_there_is_time_for()
      throws Exception {
    try (Database database = linked()) {
      link.set(new Delay(Duration.ofMillis(40)));
      List<Future<Long>> marks = new ArrayList<>();
      for (int i = 0; i < 64; i++) {
        marks.add(threads.submit(database::mark));
      }
      for (Future<Long> mark : marks) {
        assertThat(mark.get()).isEqualTo(marks.getFirst().get());
      }
    }
  }

  @Test
  void who_asks_for_the_mark_after_a_revocation_never_gets_the_one_from_before() throws Exception {
    Database database = temporary.database();
    var log = new SqlRevocationLog(database);
    List<Future<?>> others = new ArrayList<>();
    try (Connection connection = temporary.connect();
        Statement statement = connection.createStatement()) {
      for (int i = 0; i < 7; i++) {
        others.add(
            threads.submit(() -> {
              while (!Thread.currentThread().isInterrupted()) {
                log.mark();
              }
            }));
      }
      long last = log.mark();
      for (int i = 0; i < 300; i++) {
        statement.execute("UPDATE revocation_counter SET last = last + 1");
        assertThat(log.mark()).isEqualTo(last + 1);
        last++;
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(others).hasSize(7);
  }
}
