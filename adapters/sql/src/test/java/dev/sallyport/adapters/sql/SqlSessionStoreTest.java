package dev.sallyport.adapters.sql;

import static dev.sallyport.application.port.Given.CLIENT;
import static dev.sallyport.application.port.Given.NOW;
import static dev.sallyport.application.port.Given.POLICY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.application.port.Given;
import dev.sallyport.application.port.RevocationSpread;
import dev.sallyport.domain.key.RootSecrets;
import dev.sallyport.domain.session.CopyId;
import dev.sallyport.domain.session.EndCause;
import dev.sallyport.domain.session.Presented;
import dev.sallyport.domain.session.RefreshTokens;
import dev.sallyport.domain.session.Session;
import dev.sallyport.domain.session.Verdict.Rotate;
import dev.sallyport.domain.user.User;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class SqlSessionStoreTest {

  @RegisterExtension private final TemporaryDatabase temporary = new TemporaryDatabase();

  private final Given given = Given.seed(6);
  private final RootSecrets roots = given.roots();

  private SqlSessionStore sessions() {
    return new SqlSessionStore(temporary.database());
  }

  private SqlUserStore users() {
    return new SqlUserStore(temporary.database());
  }

  private User alice() {
    User alice = given.user("alice");
    users().add(alice);
    return alice;
  }

  private Session opened(User owner, Instant at) {
    Session session = given.session(owner, at);
    assertThat(sessions().open(session, owner, Optional.empty(), _ -> List.of())).isPresent();
    return session;
  }

  private Session rotated(Session session, Instant at) {
    var token = new RefreshTokens(roots).of(session);
    var verdict = session.present(new Presented(token, Optional.empty(), CLIENT), at, POLICY);
    return ((Rotate) verdict).next();
  }

  /// Another process may have died between its commit and its telling the others.
  @Test
  void whoever_is_told_of_an_end_has_it_spread_before() {
    User alice = alice();
    Session session = opened(alice, NOW);
    Session ended = session.ended(EndCause.LOGGED_OUT, CLIENT.address(), NOW, POLICY);
    List<Long> spread = new ArrayList<>();
    var told = new SqlSessionStore(temporary.database(), recording(spread));
    told.find(session.id());
    told.ofUser(alice.id(), 1, NOW);
    assertThat(spread).as("nothing has ended yet").isEmpty();
    assertThat(sessions().replace(session, ended)).isTrue();

    told.find(session.id());
    assertThat(spread).containsExactly(1L);
    told.ofUser(alice.id(), 1, NOW);
    assertThat(spread).containsExactly(1L, 1L);
  }

  private static RevocationSpread recording(List<Long> earlier) {
    return new RevocationSpread() {
      @Override
      public void spread(long number, Optional<CopyId> copy) {}

      @Override
      public void spreadEarlier(long number) {
        earlier.add(number);
      }
    };
  }

  @Tag("ASVS-2.3.4")
  @Tag("ASVS-15.4.2")
  @Test
  void of_fifty_who_rotate_one_session_exactly_one_wins_a_hundred_times() throws Exception {
    User alice = alice();
    Session session = opened(alice, NOW);
    int callers = 50;
    var together = new CyclicBarrier(callers);
    try (ExecutorService threads = Executors.newFixedThreadPool(callers)) {
      for (int round = 0; round < 100; round++) {
        Session seen = session;
        Session next = rotated(seen, NOW.plusSeconds(round));
        List<Future<Boolean>> swaps = new ArrayList<>();
        for (int i = 0; i < callers; i++) {
          swaps.add(
              threads.submit(() -> {
                together.await();
                return sessions().replace(seen, next, alice);
              }));
        }
        int winners = 0;
        for (Future<Boolean> swap : swaps) {
          winners += swap.get() ? 1 : 0;
        }
        assertThat(winners).isEqualTo(1);
        session = next;
      }
    }
    assertThat(sessions().find(session.id())).contains(session);
  }

  @Test
  void a_purge_in_steps_holds_up_nobody_who_writes() throws Exception {
    User alice = alice();
    temporary
        .database()
        .write(
            "test",
            handle -> {
              for (int i = 0; i < 1000; i++) {
                Instant longAgo = NOW.minus(POLICY.sessionMax()).minusSeconds(i);
                new SessionWrites(handle, temporary.database())
                    .insert(given.session(alice, longAgo));
              }
              return Optional.of(true);
            });
    Session session = opened(alice, NOW);
    var rotations = new Semaphore(0);
    try (ExecutorService thread = Executors.newSingleThreadExecutor()) {
      Future<List<Integer>> purge =
          thread.submit(() -> {
            List<Integer> steps = new ArrayList<>();
            do {
              // So that each step meets somebody who writes, however the two threads are run.
              rotations.acquire();
              steps.add(sessions().purge(NOW, 100));
            } while (steps.getLast() == 100);
            return steps;
          });
      while (!purge.isDone()) {
        Session next = rotated(session, NOW);
        assertThat(sessions().replace(session, next)).isTrue();
        session = next;
        rotations.release();
      }
      assertThat(purge.get()).hasSize(11).startsWith(100).endsWith(0);
    }
    assertThat(sessions().ofUser(alice.id(), 2000, NOW)).containsExactly(session);
  }

  @Test
  void a_deleted_user_is_forgotten_with_the_last_session() throws SQLException {
    User alice = alice();
    User bob = given.user("bob");
    users().add(bob);
    opened(alice, NOW);
    users()
        .delete(
            alice, NOW, live -> live.ended(EndCause.USER_DELETED, CLIENT.address(), NOW, POLICY));

    sessions().purge(NOW, 10);
    assertThat(temporary.number("SELECT count(*) FROM users")).isEqualTo(2);

    assertThat(sessions().purge(NOW.plus(POLICY.sessionMax()), 10)).isEqualTo(1);
    assertThat(temporary.number("SELECT count(*) FROM users")).isEqualTo(1);
    assertThat(users().find(bob.id())).contains(bob);
  }

  @Test
  void deleted_users_are_looked_at_when_no_session_is_left_to_purge() throws SQLException {
    User alice = alice();
    User bob = given.user("bob");
    users().add(bob);
    opened(alice, NOW);
    users().delete(bob, NOW, live -> live);
    Instant later = NOW.plus(POLICY.sessionMax());

    assertThat(sessions().purge(later, 1)).isEqualTo(1);
    assertThat(temporary.number("SELECT count(*) FROM users")).isEqualTo(2);
    assertThat(sessions().purge(later, 1)).isZero();
    assertThat(temporary.number("SELECT count(*) FROM users")).isEqualTo(1);
  }

  @Test
  void a_swap_that_loses_raises_no_revocation_number() throws SQLException {
    User alice = alice();
    Session session = opened(alice, NOW);
    sessions().replace(session, rotated(session, NOW));
    Session late = session.ended(EndCause.LOGGED_OUT, CLIENT.address(), NOW, POLICY);

    assertThat(sessions().replace(session, late)).isFalse();
    assertThat(temporary.number("SELECT last FROM revocation_counter")).isZero();
  }

  @Test
  void sessions_revoked_together_share_one_number() throws SQLException {
    User alice = alice();
    opened(alice, NOW);
    opened(alice, NOW);

    users()
        .replace(
            alice,
            alice.withRoles(Given.roles("admin")),
            NOW,
            live -> live.withStaleAccess(NOW, POLICY));

    assertThat(temporary.number("SELECT last FROM revocation_counter")).isEqualTo(1);
    assertThat(temporary.number("SELECT count(*) FROM sessions WHERE revocation_number = 1"))
        .isEqualTo(2);
  }

  @Test
  void only_live_sessions_of_the_owner_can_be_displaced() {
    User alice = alice();
    User bob = given.user("bob");
    users().add(bob);
    Session ofBob = opened(bob, NOW);
    Session fresh = given.session(alice);

    assertThatThrownBy(() ->
            sessions()
                .open(
                    fresh,
                    alice,
                    Optional.empty(),
                    _ -> List.of(ofBob.ended(EndCause.EVICTED, CLIENT.address(), NOW, POLICY))))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(sessions().find(ofBob.id())).contains(ofBob);
    assertThat(sessions().find(fresh.id())).isEmpty();
  }

  @Test
  void no_session_takes_the_place_of_another() {
    User alice = alice();
    Session session = opened(alice, NOW);

    assertThatThrownBy(() -> sessions().replace(session, given.session(alice)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void what_is_asked_often_is_found_by_an_index() throws SQLException {
    assertThat(plan(SqlSessionStore.FIND))
        .containsExactly("SEARCH sessions USING PRIMARY KEY (id=?)");
    assertThat(plan(SqlSessionStore.OF_USER))
        .anyMatch(step -> step.contains("sessions_of_user_not_ended"))
        .anyMatch(step -> step.contains("sessions_of_user_in_order"))
        .noneMatch(step -> step.startsWith("SCAN sessions"));
    assertThat(plan(SessionRows.LIVE_OF_USER)).first().asString().contains("_not_ended");
    assertThat(plan(SqlSessionStore.LIVE))
        .containsExactly("SEARCH sessions USING PRIMARY KEY (id>?)");
    assertThat(plan(SqlSessionStore.PAST)).anyMatch(step -> step.contains("sessions_by_end"));
    assertThat(plan(SqlSessionStore.FORGOTTEN)).anyMatch(step -> step.contains("users_deleted"));
    assertThat(plan(SqlRevocationLog.AFTER))
        .as("revocations are read from the index alone")
        .anyMatch(step -> step.contains("USING COVERING INDEX sessions_by_revocation"));
  }

  @Test
  void a_rotation_writes_no_indexed_column() throws SQLException {
    try (Connection connection = temporary.connect();
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT DISTINCT column.name FROM pragma_index_list('sessions') AS list"
                    + " JOIN pragma_index_info(list.name) AS column WHERE list.origin = 'c'")) {
      List<String> indexed = new ArrayList<>();
      while (rows.next()) {
        indexed.add(rows.getString(1));
      }
      assertThat(indexed)
          .containsExactlyInAnyOrder(
              "user_id", "id", "ends_at", "revocation_number", "revoked_until", "least_generation");
      String written = SessionWrites.ROTATE.substring(0, SessionWrites.ROTATE.indexOf("WHERE"));
      assertThat(written)
          .doesNotContain(indexed.stream().map(column -> column + " =").toList())
          .doesNotContain("ended_at =");
    }
  }

  private List<String> plan(String sql) throws SQLException {
    try (Connection connection = temporary.connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("EXPLAIN QUERY PLAN " + sql)) {
      List<String> steps = new ArrayList<>();
      while (rows.next()) {
        steps.add(rows.getString("detail"));
      }
      return steps;
    }
  }
}
