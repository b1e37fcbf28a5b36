package dev.sallyport.application.access;

import static dev.sallyport.application.port.Given.CALLER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.application.Installation;
import dev.sallyport.application.access.AuthenticateRequest.Authenticated;
import dev.sallyport.application.access.AuthenticateRequest.Outcome;
import dev.sallyport.application.access.AuthenticateRequest.Reason;
import dev.sallyport.application.access.AuthenticateRequest.Refused;
import dev.sallyport.application.port.Given;
import dev.sallyport.application.port.StoreUnavailableException;
import dev.sallyport.application.session.IssuedTokens;
import dev.sallyport.domain.access.AccessClaims;
import dev.sallyport.domain.access.Principal;
import dev.sallyport.domain.access.TokenId;
import dev.sallyport.domain.session.SessionId;
import dev.sallyport.domain.user.Roles;
import dev.sallyport.domain.user.User;
import dev.sallyport.domain.user.UserId;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

final class AuthenticateRequestTest {

  private final Installation installation = new Installation();
  private final User alice = installation.addUser("alice");
  private final IssuedTokens tokens = installation.logIn("alice");
  private final AccessClaims claims = installation.accessTokens.claimsOf(tokens.access());

  private Outcome byClaims(String token) {
    return installation.authenticate.authenticate(token);
  }

  private Outcome byDatabase(String token) {
    return installation.authenticateByDatabase.authenticate(token);
  }

  /// What another verifier, who knows the HS256 secret, could sign.
  private String forged(UserId subject, SessionId session, int generation, Roles roles) {
    return installation
        .accessTokens
        .issue(
            new AccessClaims(
                claims.issuer(),
                claims.audience(),
                subject,
                claims.clientId(),
                claims.issuedAt(),
                claims.expiresAt(),
                TokenId.create(new byte[TokenId.RANDOM_BYTES]),
                session,
                generation,
                roles))
        .text();
  }

  @Test
  void a_good_token_lets_in_as_whom_it_says() {
    var principal = new Principal(alice.id(), tokens.refresh().session(), 1, alice.roles());

    assertThat(byClaims(tokens.access().text())).isEqualTo(new Authenticated(principal));
    assertThat(byDatabase(tokens.access().text())).isEqualTo(new Authenticated(principal));
    assertThat(installation.describeCaller.nameOf(principal)).contains(alice.username());
  }

  @Test
  @Tag("J-52")
  void anything_else_is_invalid() {
    for (String other : new String[] {"", "x", "null", tokens.refresh().text()}) {
      assertThat(byClaims(other)).isEqualTo(new Refused(Reason.INVALID));
      assertThat(byDatabase(other)).isEqualTo(new Refused(Reason.INVALID));
    }
  }

  @Test
  @Tag("J-32")
  void a_token_expires_at_its_second() {
    installation.clock.advance(
        Duration.between(installation.clock.instant(), claims.expiresAt()).minusMillis(1));
    assertThat(byClaims(tokens.access().text())).isInstanceOf(Authenticated.class);

    installation.clock.advance(Duration.ofMillis(1));
    assertThat(byClaims(tokens.access().text())).isEqualTo(new Refused(Reason.EXPIRED));
    assertThat(byDatabase(tokens.access().text())).isEqualTo(new Refused(Reason.EXPIRED));
  }

  @Test
  @Tag("R-19")
  void a_token_whose_session_has_ended_is_revoked() {
    installation.logOut.logOut(tokens.refresh(), CALLER);

    assertThat(byClaims(tokens.access().text())).isEqualTo(new Refused(Reason.REVOKED));
    assertThat(byDatabase(tokens.access().text())).isEqualTo(new Refused(Reason.REVOKED));
  }

  @Test
  @Tag("R-24")
  void it_stays_refused_until_it_has_expired_by_itself() {
    installation.logOut.logOut(tokens.refresh(), CALLER);
    for (int minute = 0; minute < 20; minute++) {
      assertThat(byClaims(tokens.access().text())).isInstanceOf(Refused.class);
      installation.clock.advance(Duration.ofMinutes(1));
    }
  }

  @Test
  @Tag("R-22")
  void it_stays_refused_when_the_clock_is_set_back_before_the_logout() {
    installation.clock.advance(Duration.ofMinutes(-10));
    installation.logOut.logOut(tokens.refresh(), CALLER);
    for (int minute = 0; minute < 30; minute++) {
      assertThat(byClaims(tokens.access().text())).isInstanceOf(Refused.class);
      installation.clock.advance(Duration.ofMinutes(1));
    }
  }

  @Test
  void a_revocation_that_cannot_be_ruled_out_lets_nobody_in() {
    installation.database.takeDown();

    assertThatThrownBy(() -> byClaims(tokens.access().text()))
        .isInstanceOf(StoreUnavailableException.class);
    assertThatThrownBy(() -> byDatabase(tokens.access().text()))
        .isInstanceOf(StoreUnavailableException.class);
  }

  @Test
  @Tag("J-49")
  void the_token_of_a_user_who_was_disabled_or_deleted_is_refused() {
    installation.changeUser.disable(alice.username(), CALLER);
    assertThat(byClaims(tokens.access().text())).isEqualTo(new Refused(Reason.REVOKED));
    assertThat(byDatabase(tokens.access().text())).isEqualTo(new Refused(Reason.REVOKED));

    installation.changeUser.delete(alice.username(), CALLER);
    assertThat(byClaims(tokens.access().text())).isEqualTo(new Refused(Reason.REVOKED));
    assertThat(byDatabase(tokens.access().text())).isEqualTo(new Refused(Reason.REVOKED));
  }

  @Test
  void a_caller_who_is_disabled_or_gone_is_not_described() {
    var principal = new Principal(alice.id(), tokens.refresh().session(), 1, alice.roles());
    installation.change(alice, User::disable);
    assertThat(installation.describeCaller.nameOf(principal)).isEmpty();

    installation.changeUser.delete(alice.username(), CALLER);
    assertThat(installation.describeCaller.nameOf(principal)).isEmpty();
  }

  @Tag("ASVS-8.3.1")
  @Test
  void the_database_knows_the_roles_whatever_a_forger_wrote() {
    String forged = forged(alice.id(), tokens.refresh().session(), 1, Given.roles("admin"));

    assertThat(byDatabase(forged))
        .isEqualTo(
            new Authenticated(
                new Principal(alice.id(), tokens.refresh().session(), 1, alice.roles())));
  }

  @Test
  void the_database_knows_no_session_that_a_forger_made_up() {
    User bob = installation.addUser("bob");
    SessionId session = tokens.refresh().session();
    SessionId nowhere = installation.given.session(alice).id();

    assertThat(byDatabase(forged(alice.id(), nowhere, 1, alice.roles())))
        .isEqualTo(new Refused(Reason.INVALID));
    assertThat(byDatabase(forged(bob.id(), session, 1, alice.roles())))
        .as("somebody else's session")
        .isEqualTo(new Refused(Reason.INVALID));
    assertThat(byDatabase(forged(alice.id(), session, 2, alice.roles())))
        .as("a generation that was not issued yet")
        .isEqualTo(new Refused(Reason.INVALID));
  }

  @Test
  @Tag("J-49")
  void the_database_knows_who_is_disabled_though_the_session_were_still_to_live() {
    installation.change(alice, User::disable);

    assertThat(byDatabase(tokens.access().text())).isEqualTo(new Refused(Reason.INVALID));
  }

  @Test
  void a_token_ends_with_its_session_whoever_is_asked() {
    IssuedTokens last = tokens;
    for (int day = 0; day < 30; day += 5) {
      installation.clock.advance(Duration.ofDays(5).minusMinutes(1));
      last = installation.refreshed(last.refresh());
    }
    installation.clock.advance(Duration.ofMinutes(6).minusSeconds(1));
    last = installation.refreshed(last.refresh());
    assertThat(last.accessTtl()).as("expires_in").isEqualTo(Duration.ofSeconds(1));
    installation.clock.advance(Duration.ofSeconds(1));

    assertThat(byDatabase(last.access().text())).isEqualTo(new Refused(Reason.EXPIRED));
    assertThat(byClaims(last.access().text())).isEqualTo(new Refused(Reason.EXPIRED));
  }
}
