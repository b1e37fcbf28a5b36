package dev.sallyport.application.port;

import static dev.sallyport.application.port.Given.CLIENT;
import static dev.sallyport.application.port.Given.NOW;
import static dev.sallyport.application.port.Given.POLICY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.application.port.SessionStore.Replacement;
import dev.sallyport.domain.session.End;
import dev.sallyport.domain.session.EndCause;
import dev.sallyport.domain.session.IdempotencyKey;
import dev.sallyport.domain.session.Revocation;
import dev.sallyport.domain.session.Rotation;
import dev.sallyport.domain.session.Session;
import dev.sallyport.domain.session.SessionId;
import dev.sallyport.domain.user.User;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/// What every [SessionStore] promises. Subclasses give a fresh pair of stores on one database.
public abstract class SessionStoreContract {

  private final Given given = Given.seed(1);

  protected abstract SessionStore sessions();

  protected abstract UserStore users();

  private User alice() {
    User alice = given.user("alice");
    assertThat(users().add(alice)).isEqualTo(UserStore.Write.DONE);
    return alice;
  }

  private Session opened(User owner, Instant at) {
    Session session = given.session(owner, at);
    assertThat(sessions().open(session, owner, Optional.empty(), _ -> List.of()))
        .contains(List.of());
    return session;
  }

  private static Session rotated(Session session, Instant at) {
    return new Session(
        session.id(),
        session.user(),
        session.rootNumber(),
        session.salt(),
        session.generation() + 1,
        new Rotation(
            at,
            Optional.of(new IdempotencyKey("0123456789abcdef").digest()),
            session.lastRotation().by()),
        session.startedAt(),
        at.plus(POLICY.refreshTtl()),
        session.endsAt(),
        session.end(),
        session.revocation(),
        session.version() + 1);
  }

  private static Session ended(Session session) {
    return session.ended(EndCause.LOGGED_OUT, CLIENT.address(), NOW, POLICY);
  }

  @Test
  void an_opened_session_is_found_as_it_was() {
    Session session = opened(alice(), NOW);

    assertThat(sessions().find(session.id())).contains(session);
  }

  @Test
  void an_unknown_session_is_not_found() {
    opened(alice(), NOW);

    assertThat(sessions().find(SessionId.create(NOW, new byte[SessionId.RANDOM_BYTES]))).isEmpty();
  }

  @Test
  void every_field_of_a_session_survives() {
    Session session = opened(alice(), NOW);
    Session rotated = rotated(session, NOW.plusSeconds(5));
    Session ended = ended(rotated);

    assertThat(sessions().replace(session, rotated)).isTrue();
    assertThat(sessions().find(session.id())).contains(rotated);
    assertThat(sessions().replace(rotated, ended)).isTrue();
    assertThat(sessions().find(session.id())).contains(ended);
    assertThat(ended.end()).contains(new End(NOW, EndCause.LOGGED_OUT, CLIENT.address()));
  }

  @Test
  void a_swap_from_a_version_that_has_passed_writes_nothing() {
    Session session = opened(alice(), NOW);
    Session rotated = rotated(session, NOW.plusSeconds(5));
    sessions().replace(session, rotated);

    assertThat(sessions().replace(session, ended(session))).isFalse();
    assertThat(sessions().find(session.id())).contains(rotated);
  }

  @Test
  void a_swap_for_an_owner_who_has_changed_writes_nothing() {
    User alice = alice();
    Session session = opened(alice, NOW);
    User renamed = alice.renamed(Given.username("alicia"));
    users().replace(alice, renamed, NOW, UnaryOperator.identity());
    Session rotated = rotated(session, NOW.plusSeconds(5));

    assertThat(sessions().replace(session, rotated, alice)).isFalse();
    assertThat(sessions().find(session.id())).contains(session);
    assertThat(sessions().replace(session, rotated, renamed)).isTrue();
    assertThat(sessions().find(session.id())).contains(rotated);
  }

  @Test
  void a_swap_for_an_owner_who_is_gone_writes_nothing() {
    User alice = alice();
    Session session = opened(alice, NOW);
    users().delete(alice, NOW, UnaryOperator.identity());

    assertThat(sessions().replace(session, rotated(session, NOW), alice)).isFalse();
    assertThat(sessions().find(session.id())).contains(session);
  }

  @Test
  void no_session_opens_for_an_owner_who_has_changed() {
    User alice = alice();
    users().replace(alice, alice.withRoles(Given.roles("x")), NOW, UnaryOperator.identity());
    Session session = given.session(alice);

    assertThat(sessions().open(session, alice, Optional.empty(), _ -> List.of())).isEmpty();
    assertThat(sessions().find(session.id())).isEmpty();
  }

  @Test
  void no_session_opens_for_an_owner_who_is_gone() {
    User alice = alice();
    users().delete(alice, NOW, UnaryOperator.identity());

    assertThat(sessions().open(given.session(alice), alice, Optional.empty(), _ -> List.of()))
        .isEmpty();
  }

  @Test
  void a_session_that_opens_over_another_ends_it() {
    User alice = alice();
    Session old = opened(alice, NOW);
    Session fresh = given.session(alice);

    assertThat(
            sessions()
                .open(fresh, alice, Optional.of(new Replacement(old, ended(old))), _ -> List.of()))
        .isPresent();
    assertThat(sessions().find(old.id())).contains(ended(old));
    assertThat(sessions().find(fresh.id())).contains(fresh);
  }

  @Test
  void a_session_does_not_open_over_one_that_has_moved() {
    User alice = alice();
    Session old = opened(alice, NOW);
    Session moved = rotated(old, NOW);
    sessions().replace(old, moved);
    Session fresh = given.session(alice);

    assertThat(
            sessions()
                .open(fresh, alice, Optional.of(new Replacement(old, ended(old))), _ -> List.of()))
        .isEmpty();
    assertThat(sessions().find(old.id())).contains(moved);
    assertThat(sessions().find(fresh.id())).isEmpty();
  }

  @Test
  void displaced_sessions_end_with_the_opening() {
    User alice = alice();
    Session oldest = opened(alice, NOW);
    Session older = opened(alice, NOW.plusSeconds(1));
    Session fresh = given.session(alice, NOW.plusSeconds(2));

    var displaced =
        sessions().open(fresh, alice, Optional.empty(), live -> List.of(ended(live.getFirst())));

    assertThat(displaced).isPresent();
    assertThat(displaced.get()).hasSize(1);
    Session gone = displaced.get().getFirst();
    assertThat(gone.id()).isIn(oldest.id(), older.id());
    assertThat(sessions().find(gone.id())).contains(gone);
  }

  @Test
  void the_rule_of_displacement_sees_the_live_sessions_of_the_owner_alone() {
    User alice = alice();
    User bob = given.user("bob");
    users().add(bob);
    Session live = opened(alice, NOW);
    Session replaced = opened(alice, NOW);
    Session over = opened(alice, NOW);
    sessions().replace(over, ended(over));
    opened(bob, NOW);
    opened(alice, NOW.minus(POLICY.sessionMax()));
    List<Session> seen = new ArrayList<>();

    sessions()
        .open(
            given.session(alice),
            alice,
            Optional.of(new Replacement(replaced, ended(replaced))),
            sessions -> {
              seen.clear();
              seen.addAll(sessions);
              return List.of();
            });

    assertThat(seen).containsExactly(live);
  }

  @Test
  void the_sessions_of_a_user_come_newest_first_with_the_ended_ones() {
    User alice = alice();
    Session first = opened(alice, NOW);
    Session second = opened(alice, NOW.plusSeconds(1));
    Session third = opened(alice, NOW.plusSeconds(2));
    sessions().replace(second, ended(second));

    assertThat(sessions().ofUser(alice.id(), 10, NOW)).containsExactly(third, ended(second), first);
  }

  @Test
  void of_those_that_are_over_only_the_newest_come_and_of_the_others_all() {
    User alice = alice();
    User bob = given.user("bob");
    users().add(bob);
    opened(bob, NOW);
    Session oldest = opened(alice, NOW);
    List<Session> over = new ArrayList<>();
    for (int i = 1; i <= 4; i++) {
      Session session = opened(alice, NOW.plusSeconds(i));
      sessions().replace(session, ended(session));
      over.add(ended(session));
    }
    Session newest = opened(alice, NOW.plusSeconds(9));

    assertThat(sessions().ofUser(alice.id(), 2, NOW))
        .containsExactly(newest, over.get(3), over.get(2), oldest);
    assertThat(sessions().ofUser(alice.id(), 0, NOW)).containsExactly(newest, oldest);
    assertThat(sessions().ofUser(alice.id(), 1, newest.endsAt())).containsExactly(newest);
  }

  @Test
  void all_of_a_user_end_at_once_and_nobody_elses() {
    User alice = alice();
    User bob = given.user("bob");
    users().add(bob);
    Session ofBob = opened(bob, NOW);
    Session one = opened(alice, NOW);
    Session two = opened(alice, NOW.plusSeconds(1));
    Session over = opened(alice, NOW.plusSeconds(2));
    sessions().replace(over, ended(over));
    Session past = opened(alice, NOW.minus(POLICY.sessionMax()));

    assertThat(sessions().endAll(alice.id(), NOW, SessionStoreContract::endedEach))
        .containsExactlyInAnyOrder(ended(one), ended(two));

    assertThat(sessions().ofUser(alice.id(), 10, NOW))
        .containsExactly(ended(over), ended(two), ended(one), past);
    assertThat(sessions().find(ofBob.id())).contains(ofBob);
    assertThat(sessions().endAll(alice.id(), NOW, SessionStoreContract::endedEach)).isEmpty();
  }

  private static List<Session> endedEach(List<Session> live) {
    return live.stream().map(SessionStoreContract::ended).toList();
  }

  @Test
  void live_sessions_come_page_by_page() {
    User alice = alice();
    List<SessionId> ids = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      ids.add(opened(alice, NOW.plusSeconds(i)).id());
    }
    Session over = opened(alice, NOW.plusSeconds(9));
    sessions().replace(over, ended(over));

    List<SessionId> seen = new ArrayList<>();
    Optional<SessionId> after = Optional.empty();
    List<Session> page = sessions().live(after, 2, NOW.plusSeconds(10));
    while (!page.isEmpty()) {
      assertThat(page).hasSizeLessThanOrEqualTo(2);
      page.forEach(session -> seen.add(session.id()));
      page = sessions().live(Optional.of(page.getLast().id()), 2, NOW.plusSeconds(10));
    }
    assertThat(seen).containsExactlyElementsOf(ids);
  }

  @Test
  void a_purge_forgets_only_what_is_past_its_absolute_end_and_its_revocation() {
    User alice = alice();
    Session past = opened(alice, NOW.minus(POLICY.sessionMax()));
    Session live = opened(alice, NOW.minus(POLICY.sessionMax()).plusMillis(1));
    Session revoked = opened(alice, NOW.minus(POLICY.sessionMax()).minusSeconds(1));
    Session lately = ended(revoked);
    sessions().replace(revoked, lately);

    assertThat(sessions().purge(NOW, 10)).isEqualTo(1);
    assertThat(sessions().find(past.id())).isEmpty();
    assertThat(sessions().find(live.id())).contains(live);
    assertThat(sessions().find(revoked.id())).contains(lately);
    assertThat(sessions().purge(NOW.plus(Duration.ofHours(2)), 10)).isEqualTo(2);
  }

  @Test
  void a_purge_takes_no_larger_step_than_it_was_told() {
    User alice = alice();
    for (int i = 0; i < 5; i++) {
      opened(alice, NOW.minus(POLICY.sessionMax()).minusSeconds(i));
    }

    assertThat(sessions().purge(NOW, 2)).isEqualTo(2);
    assertThat(sessions().purge(NOW, 2)).isEqualTo(2);
    assertThat(sessions().purge(NOW, 2)).isEqualTo(1);
    assertThat(sessions().purge(NOW, 2)).isZero();
  }

  @Test
  void the_revocation_of_a_session_survives_as_it_was() {
    User alice = alice();
    Session session = opened(alice, NOW);
    Session stale = session.withStaleAccess(NOW, POLICY);
    sessions().replace(session, stale);

    assertThat(sessions().find(session.id()).map(Session::revocation))
        .contains(new Revocation(2, POLICY.revokedUntil(NOW)));
  }

  @Test
  void of_many_who_swap_one_version_exactly_one_wins() throws Exception {
    User alice = alice();
    Session session = opened(alice, NOW);
    int callers = 16;
    CountDownLatch go = new CountDownLatch(1);
    try (ExecutorService threads = Executors.newFixedThreadPool(callers)) {
      List<Future<Boolean>> swaps = new ArrayList<>();
      for (int i = 0; i < callers; i++) {
        Session next = rotated(session, NOW.plusSeconds(i));
        swaps.add(
            threads.submit(() -> {
              go.await();
              return sessions().replace(session, next, alice);
            }));
      }
      go.countDown();
      int winners = 0;
      for (Future<Boolean> swap : swaps) {
        winners += swap.get() ? 1 : 0;
      }
      assertThat(winners).isEqualTo(1);
    }
    assertThat(sessions().find(session.id()).map(Session::generation)).contains(2);
  }
}
