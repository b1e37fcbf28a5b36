package dev.sallyport.application.port;

import static dev.sallyport.application.port.Given.CLIENT;
import static dev.sallyport.application.port.Given.NOW;
import static dev.sallyport.application.port.Given.POLICY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.application.port.RevocationLog.Entry;
import dev.sallyport.application.port.RevocationLog.Revocations;
import dev.sallyport.domain.session.EndCause;
import dev.sallyport.domain.session.Session;
import dev.sallyport.domain.user.User;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What every [RevocationLog] promises. Subclasses give a fresh database and a log over it.
public abstract class RevocationLogContract {

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

    assertThat(log().after(0, NOW).entries()).containsExactlyInAnyOrder(entry(one), entry(other));
  }

  @Test
  void only_later_revocations_come_after_a_number() {
    end(opened("alice"), NOW);
    Revocations first = log().after(0, NOW);
    Session later = end(opened("bob"), NOW);

    Revocations second = log().after(first.number(), NOW);

    assertThat(second.entries()).containsExactly(entry(later));
    assertThat(second.number()).isGreaterThan(first.number());
    assertThat(log().after(second.number(), NOW))
        .isEqualTo(new Revocations(second.number(), List.of()));
  }

  @Test
  void a_session_revoked_twice_comes_once_as_it_is_now() {
    Session session = opened("alice");
    Session stale = session.withStaleAccess(NOW, POLICY);
    sessions().replace(session, stale);
    long number = log().after(0, NOW).number();
    Session ended = end(stale, NOW);

    assertThat(log().after(0, NOW).entries()).containsExactly(entry(ended));
    assertThat(log().after(number, NOW).entries()).containsExactly(entry(ended));
  }

  @Test
  void a_revocation_that_has_nothing_left_to_say_does_not_come() {
    Session ended = end(opened("alice"), NOW);
    Instant until = ended.revocation().until();

    assertThat(log().after(0, until.minusMillis(1)).entries()).hasSize(1);
    assertThat(log().after(0, until).entries()).isEmpty();
  }

  @Test
  void a_rotation_revokes_nothing() {
    Session session = opened("alice");
    long number = log().after(0, NOW).number();
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

    assertThat(log().after(0, NOW)).isEqualTo(new Revocations(number, List.of()));
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

    assertThat(log().after(0, NOW).entries())
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

    assertThat(log().after(0, NOW).entries())
        .containsExactlyInAnyOrder(entry(endedOld), entry(endedSecond));
  }
}
