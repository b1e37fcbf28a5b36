package dev.sallyport.application.session;

import static dev.sallyport.application.port.Given.CALLER;
import static dev.sallyport.application.port.Given.POLICY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.application.Installation;
import dev.sallyport.application.login.ChangePassword;
import dev.sallyport.application.login.LogIn.Attempt;
import dev.sallyport.application.oauth.RevokeToken;
import dev.sallyport.application.port.Given;
import dev.sallyport.application.port.RevocationNotSpreadException;
import dev.sallyport.application.port.RevocationSpread;
import dev.sallyport.application.port.SecurityEvent;
import dev.sallyport.application.port.SecurityEvent.SessionEnded;
import dev.sallyport.application.port.SecurityEvent.TokenReused;
import dev.sallyport.application.port.SecurityEvent.UserChanged;
import dev.sallyport.application.port.SecurityEvent.UserChanged.Change;
import dev.sallyport.application.port.StoreUnavailableException;
import dev.sallyport.domain.password.Password;
import dev.sallyport.domain.session.CopyId;
import dev.sallyport.domain.session.EndCause;
import dev.sallyport.domain.session.SessionId;
import dev.sallyport.domain.user.User;
import java.time.Duration;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/// What has been ended is in the log, even where it can't be acknowledged because a shared copy does
/// not know of it yet.
final class CommitAndReportTest {

  private final Installation installation = new Installation();
  private final User alice = installation.addUser("alice");
  private final IssuedTokens first = installation.logIn("alice");
  private final SessionId session = first.refresh().session();

  private void isNotAcknowledged(ThrowingCallable what) {
    installation.database.spreadBy(
        new RevocationSpread() {
          @Override
          public void spread(long number, Optional<CopyId> copy) {
            throw new StoreUnavailableException("nobody listens");
          }

          @Override
          public void spreadEarlier(long number) {}
        });
    assertThatThrownBy(what).isInstanceOf(RevocationNotSpreadException.class);
  }

  private void hasEnded(EndCause cause) {
    assertThat(logged(SessionEnded.class)).isEqualTo(new SessionEnded(alice.id(), session, cause));
  }

  private <E extends SecurityEvent> E logged(Class<E> kind) {
    var events = installation.log.events(kind);
    assertThat(events).hasSize(1);
    return events.getFirst();
  }

  @Test
  void a_replay() {
    installation.refreshed(first.refresh());
    installation.clock.advance(Duration.ofMinutes(5));

    isNotAcknowledged(() -> installation.refresh(first.refresh()));

    assertThat(logged(TokenReused.class).session()).isEqualTo(session);
    hasEnded(EndCause.REPLAYED);
  }

  @Test
  void a_logout() {
    isNotAcknowledged(() -> installation.logOut.logOut(first.refresh(), CALLER));

    hasEnded(EndCause.LOGGED_OUT);
  }

  @Test
  void a_revoked_token() {
    var revoke =
        new RevokeToken(
            installation.accessTokens,
            installation.refreshTokens,
            installation.sessions,
            installation.log,
            installation.clock,
            POLICY);

    isNotAcknowledged(() -> revoke.revoke(first.refresh().text(), CALLER));

    hasEnded(EndCause.TOKEN_REVOKED);
  }

  @Test
  void an_operator_s_word() {
    isNotAcknowledged(() -> installation.endSessions.end(session, CALLER));

    hasEnded(EndCause.REVOKED);
  }

  @Test
  void the_end_of_all_of_a_user() {
    isNotAcknowledged(() -> installation.endSessions.endAllOf(alice.id(), CALLER));

    hasEnded(EndCause.REVOKED);
  }

  @Test
  void a_password_that_its_user_changed() {
    var attempt =
        new ChangePassword.Attempt(
            alice.id(),
            Installation.passwordOf("alice"),
            new Password("kitchen-table-and-chairs"),
            Optional.empty(),
            Optional.empty());

    isNotAcknowledged(() -> installation.changePassword.change(attempt, CALLER));

    assertThat(logged(UserChanged.class))
        .isEqualTo(new UserChanged(alice.id(), Change.PASSWORD_CHANGED));
  }

  @Test
  void a_change_of_a_user() {
    isNotAcknowledged(() -> installation.changeUser.disable(Given.username("alice"), CALLER));

    assertThat(logged(UserChanged.class)).isEqualTo(new UserChanged(alice.id(), Change.DISABLED));
  }

  @Test
  void a_login_over_another_session() {
    var attempt = Installation.attemptOf("alice");
    var overTheOther =
        new Attempt(
            attempt.username(),
            attempt.password(),
            Optional.empty(),
            Optional.of(first.refresh()),
            Optional.empty());

    isNotAcknowledged(() -> installation.logIn.logIn(overTheOther, CALLER));

    hasEnded(EndCause.REPLACED);
  }

  @Test
  void a_login_that_takes_the_place_of_the_oldest_session() {
    for (int i = 1; i < POLICY.maxPerUser(); i++) {
      installation.clock.advance(Duration.ofSeconds(1));
      installation.logIn("alice");
    }

    isNotAcknowledged(() -> installation.logIn("alice"));

    hasEnded(EndCause.EVICTED);
  }

  @Test
  void a_password_that_was_changed_at_login() {
    installation.change(
        alice,
        user ->
            user.withTemporaryPassword(user.passwordHash(), Given.NOW.plus(Duration.ofHours(1))));
    var attempt = Installation.attemptOf("alice");
    var changing =
        new Attempt(
            attempt.username(),
            attempt.password(),
            Optional.of(new Password("kitchen-table-and-chairs")),
            Optional.empty(),
            Optional.empty());

    isNotAcknowledged(() -> installation.logIn.logIn(changing, CALLER));

    assertThat(logged(UserChanged.class))
        .isEqualTo(new UserChanged(alice.id(), Change.PASSWORD_CHANGED));
  }

  @Test
  void what_was_not_committed_is_not_reported() {
    installation.database.takeDown();

    assertThatThrownBy(() -> installation.logOut.logOut(first.refresh(), CALLER))
        .isInstanceOf(StoreUnavailableException.class)
        .isNotInstanceOf(RevocationNotSpreadException.class);

    assertThat(installation.log.events(SessionEnded.class)).isEmpty();
  }
}
