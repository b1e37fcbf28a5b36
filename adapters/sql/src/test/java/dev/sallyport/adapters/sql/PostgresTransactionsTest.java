package dev.sallyport.adapters.sql;

import static dev.sallyport.application.port.Given.CLIENT;
import static dev.sallyport.application.port.Given.NOW;
import static dev.sallyport.application.port.Given.POLICY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.application.port.Given;
import dev.sallyport.application.port.RevocationLog.Revocations;
import dev.sallyport.application.port.SessionStore.Replacement;
import dev.sallyport.application.port.UserStore.Write;
import dev.sallyport.domain.session.EndCause;
import dev.sallyport.domain.session.Presented;
import dev.sallyport.domain.session.RefreshTokens;
import dev.sallyport.domain.session.Session;
import dev.sallyport.domain.session.Verdict.Rotate;
import dev.sallyport.domain.user.User;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What transactions that are at work at the same time on PostgreSQL do to each other.
final class PostgresTransactionsTest {

  @RegisterExtension private final TemporaryPostgres temporary = new TemporaryPostgres();

  private final Given given = Given.seed(6);
  private final RefreshTokens tokens = new RefreshTokens(given.roots());
  private final ExecutorService threads = Executors.newCachedThreadPool();

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  private SqlSessionStore sessions() {
    return new SqlSessionStore(temporary.database());
  }

  private SqlUserStore users() {
    return new SqlUserStore(temporary.database());
  }

  private User user(String name) {
    User user = given.user(name);
    users().add(user);
    return user;
  }

  private Session opened(User owner) {
    Session session = given.session(owner, NOW);
    assertThat(sessions().open(session, owner, Optional.empty(), _ -> List.of())).isPresent();
    return session;
  }

  private Session rotated(Session session) {
    var presented = new Presented(tokens.of(session), Optional.empty(), CLIENT);
    return ((Rotate) session.present(presented, NOW, POLICY)).next();
  }

  private static Session ended(Session session, EndCause cause) {
    return session.ended(cause, CLIENT.address(), NOW, POLICY);
  }

  private static List<Session> endedEach(List<Session> live) {
    return live.stream().map(session -> ended(session, EndCause.REVOKED)).toList();
  }

  /// Another node's transaction, which has done this and has not committed yet.
  private Connection uncommitted(String sql) throws SQLException {
    Connection other = temporary.connect();
    other.setAutoCommit(false);
    try (Statement statement = other.createStatement()) {
      statement.execute(sql);
    }
    return other;
  }

  /// Waits until somebody waits for a lock.
  ///
  /// @param watching open before that one begins, who gives up after a second and a half: to connect
  ///     may take as long on a busy machine
  private static void awaitWaiter(Connection watching) throws Exception {
    try (PreparedStatement waiters =
        watching.prepareStatement(
            "SELECT 1 FROM pg_stat_activity WHERE datname = current_database()"
                + " AND wait_event_type = 'Lock'")) {
      Awaitility.await()
          .pollInSameThread()
          .pollInterval(Duration.ofMillis(2))
          .atMost(Duration.ofSeconds(30))
          .until(() -> isAnswered(waiters));
    }
  }

  private static boolean isAnswered(PreparedStatement question) throws SQLException {
    try (ResultSet rows = question.executeQuery()) {
      return rows.next();
    }
  }

  /// What comes of a call that another node's transaction holds up until it commits.
  private <T> T meanwhile(String sql, Callable<T> call) throws Exception {
    try (Connection other = uncommitted(sql);
        Connection watching = temporary.connect()) {
      Future<T> waiting = threads.submit(call);
      awaitWaiter(watching);
      other.commit();
      return waiting.get();
    }
  }

  @Test
  void a_rotation_does_not_commit_if_its_owner_has_moved_meanwhile() throws Exception {
    User alice = user("alice");
    Session session = opened(alice);

    boolean rotated =
        meanwhile(
            "UPDATE users SET version = version + 1",
            () -> sessions().replace(session, rotated(session), alice));

    assertThat(rotated).isFalse();
    assertThat(sessions().find(session.id())).contains(session);
  }

  @Test
  void a_login_does_not_commit_if_its_user_has_moved_meanwhile() throws Exception {
    User alice = user("alice");
    Session session = given.session(alice);

    var opened =
        meanwhile(
            "UPDATE users SET version = version + 1",
            () -> sessions().open(session, alice, Optional.empty(), _ -> List.of()));

    assertThat(opened).isEmpty();
    assertThat(sessions().find(session.id())).isEmpty();
  }

  @Test
  void a_change_of_a_user_reaches_a_session_that_was_rotated_meanwhile() throws Exception {
    User alice = user("alice");
    Session session = opened(alice);

    Write done =
        meanwhile(
            "UPDATE sessions SET generation = 2, version = version + 1",
            () ->
                users()
                    .replace(alice, alice.disable(), NOW, s -> ended(s, EndCause.USER_DISABLED)));

    assertThat(done).isEqualTo(Write.DONE);
    Session after = sessions().find(session.id()).orElseThrow();
    assertThat(after.generation()).isEqualTo(2);
    assertThat(after.end()).isPresent();
  }

  @Test
  void two_who_give_users_one_name_at_the_same_time_get_it_once() throws Exception {
    User alice = user("alice");
    var name = Given.username("carol");

    Write taken =
        meanwhile(
            "INSERT INTO users (id, username, password_hash, roles, disabled, created_at, version)"
                + " VALUES (decode(repeat('00', 16), 'hex'), 'carol', '{x}y', '', 0, 0, 1)",
            () -> users().replace(alice, alice.renamed(name), NOW, s -> s));

    assertThat(taken).isEqualTo(Write.NAME_TAKEN);
  }

  @Test
  void revocation_numbers_are_committed_in_their_order() throws Exception {
    Session session = opened(user("alice"));
    var log = new SqlRevocationLog(temporary.database());

    try (Connection other = uncommitted("UPDATE revocation_counter SET last = last + 1");
        Connection watching = temporary.connect()) {
      Future<Boolean> ending =
          threads.submit(() -> sessions().replace(session, ended(session, EndCause.LOGGED_OUT)));
      awaitWaiter(watching);
      Revocations between = log.after(0, NOW, 10);
      assertThat(between.number()).isZero();
      assertThat(between.entries()).isEmpty();
      other.commit();
      assertThat(ending.get()).isTrue();
    }
    Revocations after = log.after(1, NOW, 10);
    assertThat(after.number()).isEqualTo(2);
    assertThat(after.entries()).hasSize(1);
  }

  @Test
  void a_purge_leaves_what_somebody_is_at_for_the_next_time() throws Exception {
    User alice = user("alice");
    opened(alice);
    Session held = opened(alice);
    var later = NOW.plus(POLICY.sessionMax()).plusSeconds(1);

    try (Connection other =
        uncommitted(
            "SELECT 1 FROM sessions WHERE id = decode('"
                + HexFormat.of().formatHex(held.id().bytes())
                + "', 'hex') FOR SHARE")) {
      assertThat(sessions().purge(later, 10)).isEqualTo(1);
      other.rollback();
    }
    assertThat(sessions().purge(later, 10)).isEqualTo(1);
  }

  @Tag("ASVS-2.3.4")
  @Tag("ASVS-15.4.2")
  @Test
  void of_fifty_who_rotate_one_session_on_two_nodes_exactly_one_wins_twenty_times()
      throws Exception {
    User alice = user("alice");
    Session session = opened(alice);
    List<SqlSessionStore> nodes = List.of(sessions(), new SqlSessionStore(temporary.another()));
    int callers = 50;
    var together = new CyclicBarrier(callers);
    for (int round = 0; round < 20; round++) {
      Session seen = session;
      Session next = rotated(seen);
      List<Future<Boolean>> swaps = new ArrayList<>();
      for (int i = 0; i < callers; i++) {
        SqlSessionStore node = nodes.get(i % 2);
        swaps.add(
            threads.submit(() -> {
              together.await();
              return node.replace(seen, next, alice);
            }));
      }
      int winners = 0;
      for (Future<Boolean> swap : swaps) {
        winners += swap.get() ? 1 : 0;
      }
      assertThat(winners).isEqualTo(1);
      session = next;
    }
    assertThat(sessions().find(session.id())).contains(session);
  }

  /// Each worker does what people do, in an order of its own, to the same few users and sessions.
  private final class Worker implements Callable<Integer> {
    private final Random random;
    private final SqlSessionStore sessions;
    private final SqlUserStore users;
    private final List<User> people;

    Worker(long seed, Database node, List<User> people) {
      random = new Random(seed);
      sessions = new SqlSessionStore(node);
      users = new SqlUserStore(node);
      this.people = people;
    }

    /// How many of its steps were carried out.
    @Override
    public Integer call() {
      int done = 0;
      for (int step = 0; step < 60; step++) {
        done += step() ? 1 : 0;
      }
      return done;
    }

    private User anybody() {
      return users.find(people.get(random.nextInt(people.size())).id()).orElseThrow();
    }

    private Optional<Session> anyLive(User user) {
      List<Session> live =
          sessions.ofUser(user.id(), 100, NOW).stream().filter(s -> s.end().isEmpty()).toList();
      return live.isEmpty() ? Optional.empty() : Optional.of(live.get(random.nextInt(live.size())));
    }

    private boolean step() {
      User user = anybody();
      Optional<Session> live = anyLive(user);
      return switch (random.nextInt(6)) {
        case 0 -> live.filter(s -> sessions.replace(s, rotated(s), user)).isPresent();
        case 1 -> live.filter(s -> sessions.replace(s, ended(s, EndCause.LOGGED_OUT))).isPresent();
        case 2 ->
            live.filter(s -> sessions.replace(s, ended(s, EndCause.REPLAYED), user)).isPresent();
        case 3 ->
            users.replace(
                    user, user.withRoles(user.roles()), NOW, s -> s.withStaleAccess(NOW, POLICY))
                == Write.DONE;
        case 4 -> !sessions.endAll(user.id(), NOW, PostgresTransactionsTest::endedEach).isEmpty();
        default -> login(user);
      };
    }

    /// Over the cookie of somebody else's session, and with room for three.
    private boolean login(User user) {
      Session fresh;
      synchronized (given) {
        fresh = given.session(user, NOW);
      }
      Optional<Replacement> replaced =
          anyLive(anybody()).map(s -> new Replacement(s, ended(s, EndCause.REPLACED)));
      return sessions
          .open(
              fresh,
              user,
              replaced,
              live ->
                  live.stream()
                      .limit(Math.max(0, live.size() - 2))
                      .map(s -> ended(s, EndCause.EVICTED))
                      .toList())
          .isPresent();
    }
  }

  @Test
  void whatever_people_do_at_the_same_time_nobody_waits_for_each_other_for_ever() throws Exception {
    List<User> people = List.of(user("alice"), user("bob"), user("carol"));
    Database one = temporary.database();
    Database other = temporary.another();
    List<Future<Integer>> workers = new ArrayList<>();
    for (int seed = 0; seed < 8; seed++) {
      workers.add(threads.submit(new Worker(seed, seed % 2 == 0 ? one : other, people)));
    }
    int done = 0;
    for (Future<Integer> worker : workers) {
      done += worker.get();
    }

    assertThat(done).isGreaterThan(50);
    for (User user : people) {
      assertThat(sessions().ofUser(user.id(), 100, NOW).stream().filter(s -> s.end().isEmpty()))
          .hasSizeLessThanOrEqualTo(3);
    }
    // A session tells the statistics what it has met when it ends.
    one.close();
    other.close();
    assertThat(
            temporary.number(
                "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"))
        .isZero();
  }
}
