package dev.sallyport.application.login;

import static dev.sallyport.application.Installation.attemptOf;
import static dev.sallyport.application.port.Given.CALLER;
import static dev.sallyport.application.port.Given.CLIENT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.application.Installation;
import dev.sallyport.application.access.AuthenticateRequest;
import dev.sallyport.application.login.LogIn.Attempt;
import dev.sallyport.application.login.LogIn.LoggedIn;
import dev.sallyport.application.login.LogIn.WrongCredentials;
import dev.sallyport.application.port.SecurityEvent.SessionEnded;
import dev.sallyport.application.session.IssuedTokens;
import dev.sallyport.application.session.RefreshSession;
import dev.sallyport.domain.password.Password;
import dev.sallyport.domain.session.End;
import dev.sallyport.domain.session.EndCause;
import dev.sallyport.domain.session.RefreshToken;
import dev.sallyport.domain.session.RefreshTokens;
import dev.sallyport.domain.session.Refusal;
import dev.sallyport.domain.session.Session;
import dev.sallyport.domain.user.User;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What a login does to sessions that were there before.
final class LogInOverSessionsTest {

  private final Installation installation = new Installation();
  private final User alice = installation.addUser("alice");
  private final User bob = installation.addUser("bob");

  private LogIn.Outcome logInOver(RefreshToken cookie) {
    var attempt = attemptOf("alice");
    return installation.logIn.logIn(
        new Attempt(
            attempt.username(),
            attempt.password(),
            Optional.empty(),
            Optional.of(cookie),
            Optional.empty()),
        CALLER);
  }

  private IssuedTokens loggedInOver(RefreshToken cookie) {
    return ((LoggedIn) logInOver(cookie)).tokens();
  }

  private void assertEnded(IssuedTokens tokens, EndCause cause) {
    assertThat(installation.session(tokens.refresh()).end())
        .contains(new End(installation.clock.instant(), cause, CLIENT.address()));
    assertThat(installation.request(tokens))
        .isEqualTo(new AuthenticateRequest.Refused(AuthenticateRequest.Reason.REVOKED));
    assertThat(installation.refresh(tokens.refresh()))
        .isEqualTo(new RefreshSession.Refused(Refusal.ENDED));
  }

  @Test
  @Tag("R-16")
  void a_login_over_an_old_cookie_ends_its_session_and_opens_another() {
    IssuedTokens old = installation.logIn("alice");
    IssuedTokens next = loggedInOver(old.refresh());

    assertThat(next.refresh().session()).isNotEqualTo(old.refresh().session());
    assertThat(installation.log.events(SessionEnded.class))
        .containsExactly(new SessionEnded(alice.id(), old.refresh().session(), EndCause.REPLACED));
    assertEnded(old, EndCause.REPLACED);
    assertThat(installation.request(next)).isInstanceOf(AuthenticateRequest.Authenticated.class);
  }

  @Test
  @Tag("R-16")
  @Tag("ASVS-7.2.4")
  void the_session_of_another_user_that_was_planted_ends_too() {
    IssuedTokens planted = installation.logIn("bob");

    loggedInOver(planted.refresh());

    assertThat(installation.log.events(SessionEnded.class))
        .containsExactly(
            new SessionEnded(bob.id(), planted.refresh().session(), EndCause.REPLACED));
    assertEnded(planted, EndCause.REPLACED);
  }

  @Test
  void a_spent_token_of_a_live_session_ends_it_as_well() {
    IssuedTokens first = installation.logIn("alice");
    IssuedTokens second = installation.refreshed(first.refresh());

    loggedInOver(first.refresh());

    assertEnded(second, EndCause.REPLACED);
  }

  @Test
  void a_cookie_whose_mac_is_not_ours_ends_nothing() {
    IssuedTokens victim = installation.logIn("bob");
    Session session = installation.session(victim.refresh());
    RefreshToken forged = new RefreshTokens(installation.given.roots()).of(session);

    loggedInOver(forged);

    assertThat(installation.session(victim.refresh())).isEqualTo(session);
    assertThat(installation.log.events(SessionEnded.class)).isEmpty();
  }

  @Test
  void a_session_that_has_ended_keeps_its_cause() {
    IssuedTokens old = installation.logIn("alice");
    installation.logOut.logOut(old.refresh(), CALLER);
    Session ended = installation.session(old.refresh());

    loggedInOver(old.refresh());

    assertThat(installation.session(old.refresh())).isEqualTo(ended);
  }

  @Test
  void a_session_that_is_gone_does_not_stand_in_the_way() {
    IssuedTokens old = installation.logIn("alice");
    installation.clock.advance(Duration.ofDays(31));
    assertThat(installation.purgeSessions.purge()).isEqualTo(1);

    loggedInOver(old.refresh());
  }

  @Test
  void a_failed_login_leaves_the_session_of_the_cookie_alone() {
    IssuedTokens old = installation.logIn("alice");
    Session before = installation.session(old.refresh());
    var wrong =
        new Attempt(
            attemptOf("alice").username(),
            new Password("a wrong password"),
            Optional.empty(),
            Optional.of(old.refresh()),
            Optional.empty());

    assertThat(installation.logIn.logIn(wrong, CALLER)).isEqualTo(new WrongCredentials());
    assertThat(installation.session(old.refresh())).isEqualTo(before);
  }

  @Test
  void a_session_that_moves_meanwhile_is_ended_as_it_is_then() {
    IssuedTokens old = installation.logIn("alice");
    installation.sessions.afterFindOnce(() -> installation.refreshed(old.refresh()));

    loggedInOver(old.refresh());

    assertThat(installation.session(old.refresh()).generation()).isEqualTo(2);
    assertEnded(old, EndCause.REPLACED);
  }

  /// OWASP ASVS 5.0, 7.1.2.
  @Tag("ASVS-2.3.2")
  @Tag("ASVS-7.1.2")
  @Test
  void the_21st_login_ends_the_oldest_session() {
    List<IssuedTokens> tokens = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      tokens.add(installation.logIn("alice"));
      installation.clock.advance(Duration.ofSeconds(1));
    }
    IssuedTokens ofBob = installation.logIn("bob");
    assertThat(installation.log.events(SessionEnded.class)).isEmpty();

    tokens.add(installation.logIn("alice"));

    assertThat(installation.log.events(SessionEnded.class))
        .containsExactly(
            new SessionEnded(alice.id(), tokens.getFirst().refresh().session(), EndCause.EVICTED));
    assertEnded(tokens.getFirst(), EndCause.EVICTED);
    for (IssuedTokens others : tokens.subList(1, 21)) {
      assertThat(installation.session(others.refresh()).end()).isEmpty();
    }
    assertThat(installation.session(ofBob.refresh()).end()).isEmpty();
  }

  @Test
  void a_login_over_ones_own_cookie_needs_no_other_to_go() {
    IssuedTokens last = installation.logIn("alice");
    for (int i = 1; i < 20; i++) {
      installation.clock.advance(Duration.ofSeconds(1));
      last = installation.logIn("alice");
    }

    loggedInOver(last.refresh());

    assertThat(installation.log.events(SessionEnded.class))
        .extracting(SessionEnded::cause)
        .containsExactly(EndCause.REPLACED);
  }

  @Test
  void a_session_that_is_in_use_does_not_go_for_those_that_were_idle_too_long() {
    IssuedTokens used = installation.logIn("alice");
    installation.clock.advance(Duration.ofSeconds(1));
    for (int i = 1; i < 20; i++) {
      installation.logIn("alice");
    }
    installation.clock.advance(Duration.ofDays(6));
    used = installation.refreshed(used.refresh());
    installation.clock.advance(Duration.ofDays(2));

    installation.logIn("alice");

    assertThat(installation.session(used.refresh()).end()).isEmpty();
    assertThat(installation.log.events(SessionEnded.class)).isEmpty();
  }
}
