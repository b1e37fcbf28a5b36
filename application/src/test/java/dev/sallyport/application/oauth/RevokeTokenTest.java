package dev.sallyport.application.oauth;

import static dev.sallyport.application.port.Given.CALLER;
import static dev.sallyport.application.port.Given.POLICY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.application.Installation;
import dev.sallyport.application.oauth.RevokeToken.Outcome;
import dev.sallyport.application.port.Given;
import dev.sallyport.application.port.SecurityEvent.SessionEnded;
import dev.sallyport.application.port.SecurityEvent.TokenReused;
import dev.sallyport.application.port.StoreUnavailableException;
import dev.sallyport.application.session.IssuedTokens;
import dev.sallyport.domain.session.End;
import dev.sallyport.domain.session.EndCause;
import dev.sallyport.domain.session.Reuse;
import dev.sallyport.domain.user.User;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class RevokeTokenTest {

  private final Installation installation = new Installation();
  private final User alice = installation.addUser("alice");
  private final RevokeToken revoke =
      new RevokeToken(
          installation.accessTokens,
          installation.refreshTokens,
          installation.sessions,
          installation.log,
          installation.clock,
          POLICY);

  private Optional<EndCause> causeOf(IssuedTokens tokens) {
    return installation.session(tokens.refresh()).end().map(End::cause);
  }

  @Test
  void an_access_token_ends_its_session() {
    IssuedTokens tokens = installation.logIn("alice");

    assertThat(revoke.revoke(tokens.access().text(), CALLER)).isEqualTo(Outcome.REVOKED);

    assertThat(causeOf(tokens)).contains(EndCause.TOKEN_REVOKED);
    assertThat(installation.log.events(SessionEnded.class))
        .containsExactly(
            new SessionEnded(alice.id(), tokens.refresh().session(), EndCause.TOKEN_REVOKED));
  }

  @Test
  void a_refresh_token_ends_its_session() {
    IssuedTokens tokens = installation.logIn("alice");

    revoke.revoke(tokens.refresh().text(), CALLER);

    assertThat(causeOf(tokens)).contains(EndCause.TOKEN_REVOKED);
    assertThat(installation.log.events(TokenReused.class)).isEmpty();
  }

  @Test
  void a_spent_refresh_token_does_too_and_is_reported() {
    IssuedTokens tokens = installation.logIn("alice");
    installation.refreshed(tokens.refresh());

    revoke.revoke(tokens.refresh().text(), CALLER);

    assertThat(causeOf(tokens)).contains(EndCause.TOKEN_REVOKED);
    assertThat(installation.log.events(TokenReused.class))
        .singleElement()
        .satisfies(event -> assertThat(event.reuse().where()).isEqualTo(Reuse.Where.REVOCATION));
  }

  @Test
  void an_access_token_of_stale_roles_still_ends_its_session() {
    IssuedTokens tokens = installation.logIn("alice");
    installation.changeUser.setRoles(Given.username("alice"), Given.roles("writer"), Given.CALLER);

    revoke.revoke(tokens.access().text(), CALLER);

    assertThat(causeOf(tokens)).contains(EndCause.TOKEN_REVOKED);
  }

  @Test
  void an_expired_access_token_ends_nothing() {
    IssuedTokens tokens = installation.logIn("alice");
    installation.clock.advance(POLICY.accessTtl());

    assertThat(revoke.revoke(tokens.access().text(), CALLER)).isEqualTo(Outcome.REVOKED);

    assertThat(causeOf(tokens)).isEmpty();
  }

  @Test
  void a_refresh_token_with_another_mac_ends_nothing() {
    IssuedTokens tokens = installation.logIn("alice");
    String text = tokens.refresh().text();
    char last = text.charAt(60) == 'A' ? 'B' : 'A';

    revoke.revoke(text.substring(0, 60) + last + text.substring(61), CALLER);
    revoke.revoke("anything", CALLER);

    assertThat(causeOf(tokens)).isEmpty();
    assertThat(installation.log.events(SessionEnded.class)).isEmpty();
  }

  @Test
  void a_session_that_moves_meanwhile_ends_all_the_same() {
    IssuedTokens tokens = installation.logIn("alice");
    installation.sessions.afterFindOnce(() -> installation.refreshed(tokens.refresh()));

    assertThat(revoke.revoke(tokens.access().text(), CALLER)).isEqualTo(Outcome.REVOKED);
    assertThat(causeOf(tokens)).contains(EndCause.TOKEN_REVOKED);
  }

  @Test
  void a_store_that_is_down_is_no_success() {
    IssuedTokens tokens = installation.logIn("alice");
    installation.database.takeDown();

    assertThatThrownBy(() -> revoke.revoke(tokens.access().text(), CALLER))
        .isInstanceOf(StoreUnavailableException.class);
  }
}
