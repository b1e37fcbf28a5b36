package dev.sallyport.application.share;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.application.port.RevocationCopy;
import dev.sallyport.application.port.StoreUnavailableException;
import dev.sallyport.application.port.TwinServer;
import dev.sallyport.application.share.SharedWorld.Node;
import dev.sallyport.domain.session.SessionId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The protocol of the shared copy, on twins of its servers: what each fault does, one after the
/// other, and then all of them at random between any two steps.
final class ShareRevocationsTest {

  private static final Duration TICK = ShareRevocations.BETWEEN_RENEWALS;

  private final SharedWorld world = new SharedWorld(1);
  private final TwinServer server = world.server();
  private final Node one = world.node(server);
  private final Node two = world.node(server);

  private void shared() {
    one.renew();
    two.renew();
    assertThat(List.of(one.state(), two.state())).containsOnly(SharedState.SHARED);
  }

  private void assertSeenByAll(SessionId session) {
    assertThat(List.of(one, two)).allMatch(node -> node.refuses(session));
  }

  /// How long a node takes to revoke a session, until it acknowledges that.
  private Duration revoked(Node node, SessionId session) {
    Duration begun = world.now();
    node.revoke(session);
    return world.now().minus(begun);
  }

  @Test
  void nodes_share_a_copy_and_a_revocation_is_seen_by_all_at_once() {
    shared();
    SessionId session = world.session();

    assertThat(revoked(one, session)).isZero();

    assertSeenByAll(session);
    assertThat(two.askedTheDatabase()).isFalse();
  }

  @Test
  void the_copy_stays_valid_while_somebody_renews_it() {
    shared();
    for (int i = 0; i < 20; i++) {
      world.elapse(TICK);
      one.renew();
    }

    assertThat(two.refuses(world.session())).isFalse();
    assertThat(two.askedTheDatabase()).isFalse();
  }

  @Test
  void while_nothing_is_shared_yet_nobody_waits() {
    assertThat(revoked(one, world.session())).isZero();
  }

  @Test
  @Tag("N-12")
  void a_node_that_is_cut_off_acknowledges_when_nobody_can_believe_a_copy_without_it() {
    shared();
    SessionId session = world.session();
    one.cutOff(true);
    List<Boolean> seen = new ArrayList<>();
    world.whileWaiting(TICK, () -> seen.add(two.refuses(session)));

    assertThat(revoked(one, session)).isEqualTo(WaitOutCopies.LAPSE);

    assertThat(seen).as("it had to wait").contains(false);
    assertSeenByAll(session);
  }

  @Test
  void while_a_node_that_is_cut_off_waits_the_others_may_learn_of_it() {
    shared();
    SessionId session = world.session();
    one.cutOff(true);
    world.whileWaiting(TICK, two::renew);

    one.revoke(session);

    assertThat(two.refuses(session)).isTrue();
    assertThat(two.state()).isEqualTo(SharedState.SHARED);
    assertThat(two.askedTheDatabase()).isFalse();
  }

  @Test
  @Tag("R-23")
  void a_flush_is_noticed_and_the_copy_is_built_anew_from_the_database() {
    shared();
    SessionId session = world.session();
    one.revoke(session);

    server.flush();

    assertSeenByAll(session);
    assertThat(two.askedTheDatabase()).isTrue();
    one.renew();
    two.renew();
    assertThat(two.state()).isEqualTo(SharedState.SHARED);
    assertSeenByAll(session);
    assertThat(two.askedTheDatabase()).isFalse();
  }

  @Test
  @Tag("N-12")
  void a_replica_that_lags_and_takes_over_is_not_believed() {
    shared();
    var lagging = server.replica();
    SessionId session = world.session();
    one.revoke(session);

    server.failOverTo(lagging);

    assertSeenByAll(session);
    SessionId later = world.session();
    assertThat(revoked(one, later)).isEqualTo(WaitOutCopies.LAPSE);
    assertThat(two.askedTheDatabase()).isTrue();
    one.renew();
    two.renew();
    assertSeenByAll(session);
    assertSeenByAll(later);
    assertThat(two.askedTheDatabase()).isFalse();
  }

  @Test
  void a_restart_is_noticed_even_if_nothing_was_lost() {
    shared();
    server.restart();

    two.refuses(world.session());
    assertThat(two.askedTheDatabase()).isTrue();
  }

  @Test
  void a_server_that_follows_another_is_not_believed_nor_after_its_promotion() {
    shared();
    server.follow(true);
    two.refuses(world.session());
    assertThat(two.askedTheDatabase()).isTrue();

    server.follow(false);
    two.refuses(world.session());
    assertThat(two.askedTheDatabase()).isTrue();
  }

  @Test
  @Tag("N-12")
  void nodes_on_two_servers_never_believe_both() {
    shared();
    Node elsewhere = world.node(world.server());
    world.elapse(TICK);
    one.renew();
    elsewhere.renew();
    assertThat(elsewhere.state()).isEqualTo(SharedState.DATABASE_ONLY);
    SessionId session = world.session();

    assertThat(revoked(elsewhere, session)).isEqualTo(WaitOutCopies.LAPSE);
    assertSeenByAll(session);

    for (int i = 0; i < 20; i++) {
      world.elapse(TICK);
      one.renew();
      elsewhere.renew();
      for (Node node : List.of(elsewhere, one)) {
        SessionId next = world.session();
        node.revoke(next);
        assertSeenByAll(next);
        assertThat(elsewhere.refuses(next)).isTrue();
      }
    }
  }

  /// Two installations that were given one server and one prefix by mistake: each would hear from the
  /// copy of the other that nothing of its own is revoked.
  @Test
  @Tag("N-12")
  void the_copy_of_another_installation_says_nothing_of_this_one() {
    SharedWorld another = new SharedWorld(2);
    Node stranger = another.node(server);
    stranger.renew();
    SessionId session = another.session();
    stranger.revoke(session);

    one.renew();

    assertThat(one.state()).isEqualTo(SharedState.SHARED);
    assertThat(stranger.refuses(session)).isTrue();
    assertThat(stranger.askedTheDatabase()).isTrue();
  }

  @Test
  void a_writer_does_not_bring_a_copy_up_to_date_that_is_not_valid_any_more() {
    shared();
    long number = server.state().number();
    world.elapse(RevocationCopy.VALIDITY);

    assertThat(revoked(one, world.session())).isEqualTo(WaitOutCopies.LAPSE);

    assertThat(server.state().number()).isEqualTo(number);
  }

  @Test
  @Tag("N-12")
  void a_renewal_that_arrives_late_makes_nothing_valid() {
    shared();
    world.elapse(TICK);
    world.holdBack(two);
    two.renewal();
    one.cutOff(true);
    SessionId session = world.session();
    one.revoke(session);

    world.letThrough(two);

    assertThat(two.refuses(session)).isTrue();
  }

  @Test
  void a_builder_that_stops_half_way_is_replaced_after_a_while() {
    one.dieAfter(9);
    assertThatThrownBy(one::renew).isInstanceOf(SharedWorld.Died.class);

    two.renew();
    assertThat(two.state()).isEqualTo(SharedState.DATABASE_ONLY);
    SessionId session = world.session();
    assertThat(revoked(two, session)).isEqualTo(WaitOutCopies.LAPSE);
    world.elapse(Duration.ofSeconds(6));
    two.renew();

    assertThat(two.state()).isEqualTo(SharedState.SHARED);
    assertThat(two.refuses(session)).isTrue();
  }

  @Test
  void a_builder_that_slept_while_another_copy_was_named_makes_its_own_not_valid() {
    Node elsewhere = world.node(world.server());
    var slept = new AtomicBoolean();
    world.whileWaiting(
        TICK,
        () -> {
          if (!slept.getAndSet(true)) {
            elsewhere.renewal();
            world.elapse(Duration.ofSeconds(6));
            elsewhere.renewal();
          }
        });

    one.renew();

    assertThat(elsewhere.state()).isEqualTo(SharedState.SHARED);
    assertThat(one.state()).isEqualTo(SharedState.DATABASE_ONLY);
    SessionId session = world.session();
    assertThat(revoked(elsewhere, session)).isZero();
    assertSeenByAll(session);
  }

  @Test
  void a_database_that_was_restored_is_noticed_by_its_number() {
    shared();
    var backup = world.database().backup();
    for (int i = 0; i < 3; i++) {
      one.revoke(world.session());
    }
    world.database().restore(backup);
    SessionId session = world.session();

    assertThat(revoked(one, session)).isEqualTo(WaitOutCopies.LAPSE);

    assertSeenByAll(session);
    one.renew();
    assertSeenByAll(session);
  }

  @Test
  void a_database_that_was_restored_while_nobody_looked_is_never_followed_by_numbers() {
    shared();
    var backup = world.database().backup();
    for (int i = 0; i < 3; i++) {
      one.revoke(world.session());
    }
    world.elapse(Duration.ofSeconds(2));
    world.database().restore(backup);
    List<SessionId> sessions = java.util.stream.Stream.generate(world::session).limit(9).toList();
    sessions.forEach(one::revoke);

    one.renew();
    two.renew();

    assertThat(one.state()).isEqualTo(SharedState.SHARED);
    sessions.forEach(this::assertSeenByAll);
    assertThat(two.askedTheDatabase()).isFalse();
  }

  @Test
  void another_epoch_makes_another_copy() {
    shared();
    var copy = world.database().read().copy();
    world.database().renewEpoch();

    one.renew();

    assertThat(world.database().read().copy()).isNotEqualTo(copy);
    assertThat(one.state()).isEqualTo(SharedState.SHARED);
  }

  @Test
  void a_copy_that_falls_behind_by_many_pages_promises_nothing_before_it_has_them_all() {
    shared();
    one.cutOff(true);
    two.cutOff(true);
    SessionId moved = world.session();
    world.database().revoke(moved, 1);
    for (int i = 0; i < 2_500; i++) {
      world.database().revoke(world.session(), 1);
    }
    two.cutOff(false);
    world.onPage(() -> world.database().revoke(moved, 2));

    two.renew();

    assertThat(two.state()).isEqualTo(SharedState.SHARED);
    assertThat(two.refuses(moved)).isTrue();
    assertThat(two.askedTheDatabase()).isFalse();
  }

  @Test
  void whoever_is_told_of_an_earlier_revocation_waits_for_it_too() {
    shared();
    SessionId session = world.session();
    long number = world.database().revoke(session, 1); // by a process that died before it spread it
    one.cutOff(true);

    one.share().spreadEarlier(number);
    assertSeenByAll(session);

    Duration begun = world.now();
    one.share().spreadEarlier(number);
    assertThat(world.now()).as("known from then on").isEqualTo(begun);
  }

  @Test
  void a_server_without_redis_has_the_copy_forgotten_in_two_steps() {
    shared();
    Duration begun = world.now();

    assertThat(world.forgetCopies()).isTrue();

    assertThat(world.now().minus(begun)).isEqualTo(WaitOutCopies.LAPSE);
    assertThat(world.database().read().copy()).isEmpty();
    SessionId session = world.session();
    one.cutOff(true);
    assertThat(revoked(one, session)).isZero();
    assertSeenByAll(session);
    assertThat(world.forgetCopies()).isFalse();
  }

  @Test
  void a_command_waits_once_however_much_it_revokes() {
    shared();
    Duration begun = world.now();
    SessionId session = world.session();
    try (var command = new WaitOutAtEnd(world::elapsed, world::nanos)) {
      for (int i = 0; i < 50; i++) {
        long number = world.database().revoke(session, i + 1);
        command.spread(number, world.database().read().copy());
      }
      assertThat(world.now()).isEqualTo(begun);
    }

    assertThat(world.now().minus(begun)).isEqualTo(WaitOutCopies.LAPSE);
    assertSeenByAll(session);
  }

  @Test
  void what_can_not_be_waited_for_is_not_acknowledged() {
    shared();
    one.cutOff(true);
    world.stop();

    assertThatThrownBy(() -> one.revoke(world.session()))
        .isInstanceOf(StoreUnavailableException.class);
  }

  @Test
  void no_more_than_some_wait_at_once() throws InterruptedException {
    shared();
    one.cutOff(true);
    var waiting = new java.util.concurrent.CountDownLatch(64);
    var over = new java.util.concurrent.CountDownLatch(1);
    var spread =
        new WaitOutCopies(
            world.database(),
            _ -> {
              waiting.countDown();
              try {
                over.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              return true;
            },
            world::nanos);
    var named = world.database().read().copy();
    try (var threads = java.util.concurrent.Executors.newFixedThreadPool(64)) {
      for (int i = 0; i < 64; i++) {
        threads.execute(() -> spread.spread(1, named));
      }
      waiting.await();
      assertThatThrownBy(() -> spread.spread(1, named))
          .isInstanceOf(StoreUnavailableException.class);
      over.countDown();
    }
    spread.spread(1, named);
  }

  /// Four nodes, two servers, and everything that can happen to them between any two steps of
  /// anybody. What was acknowledged is refused by each of them, always.
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4})
  @Tag("N-12")
  @Tag("R-23")
  void whatever_happens_between_any_two_steps_no_answer_lacks_what_was_acknowledged(int seed) {
    var chaos = new SharedWorld(seed);
    chaos.runAtRandom(3_000);

    // Else it would show nothing.
    assertThat(chaos.acknowledged()).isGreaterThan(200);
    assertThat(chaos.answeredByCopies()).isGreaterThan(2_000);
    assertThat(chaos.answeredByDatabase()).isGreaterThan(2_000);
  }

  @Test
  void the_validity_leaves_time_to_answer_within_two_seconds() {
    assertThat(WaitOutCopies.LAPSE).isGreaterThan(RevocationCopy.VALIDITY);
    assertThat(WaitOutCopies.LAPSE).isLessThan(Duration.ofSeconds(2).minusMillis(300));
  }
}
