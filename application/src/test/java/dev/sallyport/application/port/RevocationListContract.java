package dev.sallyport.application.port;

import static dev.sallyport.application.port.Given.CLIENT;
import static dev.sallyport.application.port.Given.NOW;
import static dev.sallyport.application.port.Given.POLICY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.domain.session.EndCause;
import dev.sallyport.domain.session.Revocation;
import dev.sallyport.domain.session.Session;
import dev.sallyport.domain.user.User;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What every [RevocationList] promises. Subclasses give a fresh database, and a list over it; the
/// clock of the list stands at [Given#NOW].
public abstract class RevocationListContract {

  private final Given given = Given.seed(3);

  protected abstract RevocationList revocations();

  protected abstract UserStore users();

  protected abstract SessionStore sessions();

  private Session opened(String name) {
    User user = given.user(name);
    users().add(user);
    Session session = given.session(user);
    assertThat(sessions().open(session, user, Optional.empty(), _ -> List.of())).isPresent();
    return session;
  }

  private Session end(Session session) {
    Session ended = session.ended(EndCause.LOGGED_OUT, CLIENT.address(), NOW, POLICY);
    assertThat(sessions().replace(session, ended)).isTrue();
    return ended;
  }

  @Test
  void nothing_is_revoked_of_a_live_session() {
    Session session = opened("alice");

    assertThat(revocations().of(session.id())).isEqualTo(Revocation.NONE);
  }

  @Test
  void nothing_is_revoked_of_an_unknown_session() {
    assertThat(revocations().of(given.session(given.user("nobody")).id()))
        .isEqualTo(Revocation.NONE);
  }

  @Test
  void an_ended_session_is_revoked_at_once_whoever_asked_before() {
    Session session = opened("alice");
    revocations().of(session.id());

    Session ended = end(session);

    assertThat(revocations().of(session.id())).isEqualTo(ended.revocation());
    assertThat(revocations().of(session.id()).refuses(session.generation(), NOW)).isTrue();
  }

  @Test
  void the_end_of_one_session_says_nothing_of_another() {
    Session one = opened("alice");
    Session other = opened("bob");

    end(one);

    assertThat(revocations().of(other.id())).isEqualTo(Revocation.NONE);
  }

  @Test
  void stale_access_is_revoked_below_the_next_generation() {
    Session session = opened("alice");
    Session stale = session.withStaleAccess(NOW, POLICY);
    sessions().replace(session, stale);

    Revocation revocation = revocations().of(session.id());

    assertThat(revocation.refuses(1, NOW)).isTrue();
    assertThat(revocation.refuses(2, NOW)).isFalse();
  }

  @Test
  void a_disabled_user_has_every_session_revoked_at_once() {
    Session session = opened("alice");
    revocations().of(session.id());
    User alice = users().findByName(Given.username("alice")).orElseThrow();

    users()
        .replace(
            alice,
            alice.disable(),
            NOW,
            live -> live.ended(EndCause.USER_DISABLED, CLIENT.address(), NOW, POLICY));

    assertThat(revocations().of(session.id()).refuses(session.generation(), NOW)).isTrue();
  }

  @Test
  void many_revocations_are_each_seen_as_soon_as_they_are_written() {
    for (int i = 0; i < 50; i++) {
      Session session = opened("user-" + i);
      Session ended = end(session);
      assertThat(revocations().of(session.id())).isEqualTo(ended.revocation());
    }
  }
}
