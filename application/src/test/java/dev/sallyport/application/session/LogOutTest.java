package dev.sallyport.application.session;

import static dev.sallyport.application.port.Given.CALLER;
import static dev.sallyport.application.port.Given.CLIENT;
import static dev.sallyport.application.port.Given.POLICY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.application.Installation;
import dev.sallyport.application.access.AuthenticateRequest;
import dev.sallyport.application.port.InMemoryDatabase.Fault;
import dev.sallyport.application.port.SecurityEvent.SessionEnded;
import dev.sallyport.application.port.SecurityEvent.TokenReused;
import dev.sallyport.application.port.StoreUnavailableException;
import dev.sallyport.application.session.LogOut.Outcome;
import dev.sallyport.domain.session.End;
import dev.sallyport.domain.session.EndCause;
import dev.sallyport.domain.session.RefreshToken;
import dev.sallyport.domain.session.RefreshTokens;
import dev.sallyport.domain.session.Reuse;
import dev.sallyport.domain.session.Session;
import dev.sallyport.domain.user.User;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

final class LogOutTest {

  private final Installation installation = new Installation();
  private final User alice = installation.addUser("alice");
  private final IssuedTokens first = installation.logIn("alice");

  private Outcome logOut(RefreshToken token) {
    return installation.logOut.logOut(token, CALLER);
  }

  private Session stored() {
    return installation.session(first.refresh());
  }

  @Test
  @Tag("R-19")
  @Tag("ASVS-7.4.1")
  void a_logout_ends_the_session_and_its_access_tokens_at_once() {
    assertThat(installation.request(first)).isInstanceOf(AuthenticateRequest.Authenticated.class);

    assertThat(logOut(first.refresh())).isEqualTo(Outcome.LOGGED_OUT);

    assertThat(stored().end())
        .contains(new End(installation.clock.instant(), EndCause.LOGGED_OUT, CLIENT.address()));
    assertThat(installation.request(first))
        .isEqualTo(new AuthenticateRequest.Refused(AuthenticateRequest.Reason.REVOKED));
    assertThat(installation.log.events(SessionEnded.class))
        .containsExactly(new SessionEnded(alice.id(), stored().id(), EndCause.LOGGED_OUT));
    assertThat(installation.log.events(TokenReused.class)).isEmpty();
  }

  @Test
  @Tag("R-20")
  void another_session_of_the_same_user_is_left_alone() {
    IssuedTokens other = installation.logIn("alice");

    logOut(other.refresh());

    assertThat(installation.request(first)).isInstanceOf(AuthenticateRequest.Authenticated.class);
    installation.refreshed(first.refresh());
  }

  @Test
  @Tag("R-17")
  void a_second_logout_gets_the_same_answer_and_changes_nothing() {
    logOut(first.refresh());
    Session ended = stored();

    assertThat(logOut(first.refresh())).isEqualTo(Outcome.LOGGED_OUT);
    assertThat(stored()).isEqualTo(ended);
    assertThat(installation.log.events(SessionEnded.class)).hasSize(1);
  }

  @Test
  @Tag("R-17")
  @Tag("N-09")
  void a_token_that_is_not_ours_gets_the_same_answer_and_ends_nothing() {
    Session before = stored();
    RefreshToken forged = new RefreshTokens(installation.given.roots()).of(before);
    Session nowhere = installation.given.session(alice);

    assertThat(logOut(forged)).isEqualTo(Outcome.LOGGED_OUT);
    assertThat(logOut(installation.refreshTokens.of(nowhere))).isEqualTo(Outcome.LOGGED_OUT);
    assertThat(stored()).isEqualTo(before);
    assertThat(installation.log.events(SessionEnded.class)).isEmpty();
  }

  @Test
  @Tag("R-17")
  void an_expired_token_gets_the_same_answer() {
    installation.clock.advance(Duration.ofDays(8));

    assertThat(logOut(first.refresh())).isEqualTo(Outcome.LOGGED_OUT);
  }

  @Test
  @Tag("R-18")
  @Tag("N-09")
  void a_spent_token_ends_the_session_and_is_reported() {
    IssuedTokens second = installation.refreshed(first.refresh());

    assertThat(logOut(first.refresh())).isEqualTo(Outcome.LOGGED_OUT);

    assertThat(stored().end()).map(End::cause).contains(EndCause.LOGGED_OUT);
    assertThat(installation.request(second))
        .isEqualTo(new AuthenticateRequest.Refused(AuthenticateRequest.Reason.REVOKED));
    assertThat(installation.log.events(TokenReused.class))
        .containsExactly(
            new TokenReused(
                alice.id(),
                stored().id(),
                new Reuse(
                    Reuse.Where.LOGOUT,
                    1,
                    2,
                    stored().lastRotation(),
                    CLIENT,
                    Reuse.Key.NONE,
                    installation.clock.instant())));
  }

  @Test
  void a_session_that_moves_meanwhile_ends_all_the_same() {
    installation.sessions.afterFindOnce(() -> installation.refreshed(first.refresh()));

    assertThat(logOut(first.refresh())).isEqualTo(Outcome.LOGGED_OUT);
    assertThat(stored().end()).isPresent();
    assertThat(stored().generation()).isEqualTo(2);
  }

  @Test
  void a_session_that_never_stands_still_may_still_live() {
    installation.sessions.afterFind(this::touch);

    assertThat(logOut(first.refresh())).isEqualTo(Outcome.CONTENDED);
    assertThat(stored().end()).isEmpty();
    assertThat(installation.log.events(SessionEnded.class)).isEmpty();
  }

  private void touch() {
    Session seen = stored();
    Session next = seen.withStaleAccess(installation.clock.instant(), POLICY);
    assertThat(installation.database.sessions().replace(seen, next)).isTrue();
  }

  @Test
  void a_logout_that_was_not_written_is_not_acknowledged() {
    installation.database.failNextWrite(Fault.BEFORE_COMMIT);

    assertThatThrownBy(() -> logOut(first.refresh())).isInstanceOf(StoreUnavailableException.class);
    assertThat(stored().end()).isEmpty();
    assertThat(installation.log.events(SessionEnded.class)).isEmpty();
  }
}
