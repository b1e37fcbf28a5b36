package dev.sallyport.application.port;

import static dev.sallyport.application.port.Given.CLIENT;
import static dev.sallyport.application.port.Given.NOW;
import static dev.sallyport.application.port.Given.POLICY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.application.port.RevocationLog.Entry;
import dev.sallyport.application.port.RevocationLog.Revocations;
import dev.sallyport.domain.session.EndCause;
import dev.sallyport.domain.session.FeedEpoch;
import dev.sallyport.domain.session.Session;
import dev.sallyport.domain.user.User;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What every [RevocationLog] promises. Subclasses give a fresh database and a log over it.
public abstract class RevocationLogContract {

  private static final int MANY = 100;

  private final Given given = Given.seed(4);

  protected abstract RevocationLog log();

  protected abstract UserStore users();

  protected abstract SessionStore sessions();

  private Session opened(String name) {
    User user = given.user(name);
    users().add(user);
    Session session = given.session(user);
    assertThat(sessions().open(session, user, Optional.empty(), _ -> List.of())).isPresent();
    return session;
  }

  private Session end(Session session, Instant at) {
    Session ended = session.ended(EndCause.LOGGED_OUT, CLIENT.address(), at, POLICY);
    assertThat(sessions().replace(session, ended)).isTrue();
    return ended;
  }

  private static Entry entry(Session session) {
    return new Entry(session.id(), session.revocation());
  }

  @Test
  void the_mark_stays_while_nobody_writes() {
    opened("alice");

    assertThat(log().mark()).isEqualTo(log().mark());
  }

  @Test
  void every_revocation_changes_the_mark() {
    Session one = opened("alice");
    Session other = opened("bob");
    long first = log().mark();
    end(one, NOW);
    long second = log().mark();
    end(other, NOW);

    assertThat(second).isNotEqualTo(first);
    assertThat(log().mark()).isNotEqualTo(second).isNotEqualTo(first);
  }

  @Test
  void all_revocations_come_from_the_beginning() {
    Session one = end(opened("alice"), NOW);
    Session other = end(opened("bob"), NOW);
    opened("carol");

    assertThat(log().after(0, NOW, MANY).entries())
        .containsExactlyInAnyOrder(entry(one), entry(other));
  }

  @Test
  void only_later_revocations_come_after_a_number() {
    end(opened("alice"), NOW);
    Revocations first = log().after(0, NOW, MANY);
    Session later = end(opened("bob"), NOW);

    Revocations second = log().after(first.number(), NOW, MANY);

    assertThat(second.entries()).containsExactly(entry(later));
    assertThat(second.number()).isGreaterThan(first.number());
    assertThat(log().after(second.number(), NOW, MANY))
        .isEqualTo(new Revocations(second.epoch(), second.number(), List.of(), false));
  }

  @Test
  void a_session_revoked_twice_comes_once_as_it_is_now() {
    Session session = opened("alice");
    Session stale = session.withStaleAccess(NOW, POLICY);
    sessions().replace(session, stale);
    long number = log().after(0, NOW, MANY).number();
    Session ended = end(stale, NOW);

    assertThat(log().after(0, NOW, MANY).entries()).containsExactly(entry(ended));
    assertThat(log().after(number, NOW, MANY).entries()).containsExactly(entry(ended));
  }

  @Test
  void a_revocation_that_has_nothing_left_to_say_does_not_come() {
    Session ended = end(opened("alice"), NOW);
    Instant until = ended.revocation().until();

    assertThat(log().after(0, until.minusMillis(1), MANY).entries()).hasSize(1);
    assertThat(log().after(0, until, MANY).entries()).isEmpty();
  }

  @Test
  void a_rotation_revokes_nothing() {
    Session session = opened("alice");
    Revocations before = log().after(0, NOW, MANY);
    sessions()
        .replace(
            session,
            new Session(
                session.id(),
                session.user(),
                session.rootNumber(),
                session.salt(),
                2,
                session.lastRotation(),
                session.startedAt(),
                session.idleUntil(),
                session.endsAt(),
                session.end(),
                session.revocation(),
                2));

    assertThat(log().after(0, NOW, MANY)).isEqualTo(before);
  }

  @Test
  void a_change_of_a_user_numbers_every_session_it_revokes() {
    Session session = opened("alice");
    User alice = users().findByName(Given.username("alice")).orElseThrow();
    users()
        .replace(
            alice,
            alice.withRoles(Given.roles("admin")),
            NOW,
            live -> live.withStaleAccess(NOW, POLICY));

    assertThat(log().after(0, NOW, MANY).entries())
        .containsExactly(entry(session.withStaleAccess(NOW, POLICY)));
  }

  @Test
  void sessions_displaced_or_replaced_by_a_login_are_numbered_too() {
    Session old = opened("alice");
    User alice = users().findByName(Given.username("alice")).orElseThrow();
    Session second = given.session(alice);
    Session endedOld = old.ended(EndCause.REPLACED, CLIENT.address(), NOW, POLICY);
    sessions()
        .open(
            second,
            alice,
            Optional.of(new SessionStore.Replacement(old, endedOld)),
            _ -> List.of());
    Session endedSecond = second.ended(EndCause.EVICTED, CLIENT.address(), NOW, POLICY);
    sessions().open(given.session(alice), alice, Optional.empty(), _ -> List.of(endedSecond));

    assertThat(log().after(0, NOW, MANY).entries())
        .containsExactlyInAnyOrder(entry(endedOld), entry(endedSecond));
  }

  @Test
  void they_come_in_the_order_in_which_they_were_committed() {
    Session one = opened("alice");
    Session other = opened("bob");
    Session third = opened("carol");

    Session first = end(third, NOW);
    Session second = end(one, NOW);
    Session last = end(other, NOW);

    assertThat(log().after(0, NOW, MANY).entries())
        .containsExactly(entry(first), entry(second), entry(last));
  }

  @Test
  void an_answer_that_was_cut_says_so_and_where_it_ends() {
    Session one = end(opened("alice"), NOW);
    Session two = end(opened("bob"), NOW);
    Session three = end(opened("carol"), NOW);

    Revocations first = log().after(0, NOW, 2);
    Revocations rest = log().after(first.number(), NOW, 2);

    assertThat(first.entries()).containsExactly(entry(one), entry(two));
    assertThat(first.more()).isTrue();
    assertThat(rest.entries()).containsExactly(entry(three));
    assertThat(rest.more()).isFalse();
    assertThat(rest.number()).isEqualTo(log().after(0, NOW, MANY).number());
  }

  @Test
  void an_answer_that_just_fits_is_whole() {
    end(opened("alice"), NOW);
    end(opened("bob"), NOW);

    assertThat(log().after(0, NOW, 2).more()).isFalse();
  }

  @Test
  void revocations_of_one_transaction_are_never_parted() {
    end(opened("alice"), NOW);
    User bob = given.user("bob");
    users().add(bob);
    for (int i = 0; i < 3; i++) {
      sessions().open(given.session(bob), bob, Optional.empty(), _ -> List.of());
    }
    users().replace(bob, bob.withRoles(Given.roles()), NOW, s -> s.withStaleAccess(NOW, POLICY));
    end(opened("carol"), NOW);

    Revocations first = log().after(0, NOW, 2);
    Revocations second = log().after(first.number(), NOW, 2);

    assertThat(first.entries()).hasSize(1);
    assertThat(second.entries()).hasSize(3);
    assertThat(second.more()).isTrue();
    assertThat(log().after(second.number(), NOW, 2).entries()).hasSize(1);
  }

  @Test
  void the_epoch_stays_whatever_is_revoked() {
    FeedEpoch before = log().after(0, NOW, MANY).epoch();
    end(opened("alice"), NOW);

    assertThat(log().after(0, NOW, MANY).epoch()).isEqualTo(before);
  }

  @Test
  void the_numbers_go_on_from_one_revocation_to_the_next() {
    long before = log().mark();
    end(opened("alice"), NOW);

    assertThat(log().goesOn(before, log().mark())).isTrue();
  }

  @Test
  void another_epoch_is_seen_by_the_mark_and_takes_nothing_away() {
    Session ended = end(opened("alice"), NOW);
    Revocations before = log().after(0, NOW, MANY);
    long mark = log().mark();
    FeedEpoch next = FeedEpoch.create(new SeededSecrets(9).bytes(FeedEpoch.RANDOM_BYTES));

    log().renewEpoch(next);

    assertThat(log().mark()).isNotEqualTo(mark);
    assertThat(log().after(0, NOW, MANY))
        .isEqualTo(new Revocations(next, before.number(), List.of(entry(ended)), false));
  }
}
