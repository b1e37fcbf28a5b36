package dev.sallyport.application.session;

import static dev.sallyport.application.port.Given.CALLER;
import static dev.sallyport.application.port.Given.CLIENT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.application.Installation;
import dev.sallyport.application.access.AuthenticateRequest;
import dev.sallyport.application.access.AuthenticateRequest.Authenticated;
import dev.sallyport.application.access.AuthenticateRequest.Reason;
import dev.sallyport.application.port.Given;
import dev.sallyport.application.port.InMemoryDatabase.Fault;
import dev.sallyport.application.port.SecurityEvent.RefreshRefused;
import dev.sallyport.application.port.SecurityEvent.SessionAhead;
import dev.sallyport.application.port.SecurityEvent.SessionEnded;
import dev.sallyport.application.port.SecurityEvent.TokenRefreshed;
import dev.sallyport.application.port.SecurityEvent.TokenReused;
import dev.sallyport.application.port.StoreUnavailableException;
import dev.sallyport.application.session.RefreshSession.Contended;
import dev.sallyport.application.session.RefreshSession.Outcome;
import dev.sallyport.application.session.RefreshSession.Refreshed;
import dev.sallyport.application.session.RefreshSession.Refused;
import dev.sallyport.domain.session.EndCause;
import dev.sallyport.domain.session.IdempotencyKey;
import dev.sallyport.domain.session.RefreshToken;
import dev.sallyport.domain.session.RefreshTokens;
import dev.sallyport.domain.session.Refusal;
import dev.sallyport.domain.session.Reuse;
import dev.sallyport.domain.session.Session;
import dev.sallyport.domain.user.User;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

final class RefreshSessionTest {

  private static final Optional<IdempotencyKey> KEY =
      Optional.of(new IdempotencyKey("the-key-of-this-refresh"));
  private static final Optional<IdempotencyKey> OTHER_KEY =
      Optional.of(new IdempotencyKey("the-key-of-another-one"));

  private final Installation installation = new Installation();
  private final User alice = installation.addUser("alice");
  private final IssuedTokens first = installation.logIn("alice");

  private Outcome refresh(RefreshToken token, Optional<IdempotencyKey> key) {
    return installation.refreshSession.refresh(token, key, CALLER);
  }

  private static IssuedTokens tokensOf(Outcome outcome) {
    return ((Refreshed) outcome).tokens();
  }

  private Session stored() {
    return installation.session(first.refresh());
  }

  @Test
  void a_token_is_traded_for_its_successor() {
    installation.clock.advance(Duration.ofDays(1));
    IssuedTokens second = installation.refreshed(first.refresh());

    assertThat(second.refresh().generation()).isEqualTo(2);
    assertThat(second.refresh()).isEqualTo(installation.refreshTokens.of(stored()));
    assertThat(second.csrf()).isEqualTo(first.csrf());
    assertThat(second.refreshTtl()).isEqualTo(Duration.ofDays(7));
    assertThat(stored().generation()).isEqualTo(2);
    assertThat(stored().version()).isEqualTo(2);
    var claims = installation.accessTokens.claimsOf(second.access());
    assertThat(claims.generation()).isEqualTo(2);
    assertThat(claims.session()).isEqualTo(first.refresh().session());
    assertThat(claims.subject()).isEqualTo(alice.id());
    assertThat(installation.log.events(TokenRefreshed.class))
        .containsExactly(new TokenRefreshed(alice.id(), first.refresh().session(), 2, false));
  }

  @Test
  void the_access_token_of_before_stays_good_until_it_expires() {
    installation.refreshed(first.refresh());

    assertThat(installation.request(first)).isInstanceOf(Authenticated.class);
  }

  @Test
  void the_last_token_lives_no_longer_than_its_session() {
    IssuedTokens tokens = first;
    for (int day = 6; day <= 24; day += 6) {
      installation.clock.advance(Duration.ofDays(6));
      tokens = installation.refreshed(tokens.refresh());
    }
    assertThat(tokens.refreshTtl()).isEqualTo(Duration.ofDays(6));
    installation.clock.advance(Duration.ofDays(5));
    tokens = installation.refreshed(tokens.refresh());
    assertThat(tokens.refreshTtl()).isEqualTo(Duration.ofDays(1));
  }

  @Test
  @Tag("R-01")
  void a_replayed_token_ends_the_session_for_both_holders() {
    IssuedTokens second = installation.refreshed(first.refresh());

    assertThat(installation.refresh(first.refresh())).isEqualTo(new Refused(Refusal.REPLAYED));

    assertThat(installation.refresh(second.refresh())).isEqualTo(new Refused(Refusal.ENDED));
    assertThat(installation.request(first)).isEqualTo(refusedAs(Reason.REVOKED));
    assertThat(installation.request(second)).isEqualTo(refusedAs(Reason.REVOKED));
    assertThat(installation.log.events(TokenReused.class))
        .containsExactly(
            new TokenReused(
                alice.id(),
                first.refresh().session(),
                new Reuse(
                    Reuse.Where.REFRESH,
                    1,
                    2,
                    stored().lastRotation(),
                    CLIENT,
                    Reuse.Key.NONE,
                    installation.clock.instant())));
    assertThat(installation.log.events(SessionEnded.class))
        .containsExactly(
            new SessionEnded(alice.id(), first.refresh().session(), EndCause.REPLAYED));
  }

  private static AuthenticateRequest.Refused refusedAs(Reason reason) {
    return new AuthenticateRequest.Refused(reason);
  }

  @Test
  @Tag("R-02")
  void a_replay_after_three_rotations_ends_the_session_as_well() {
    IssuedTokens fourth =
        installation.refreshed(
            installation.refreshed(installation.refreshed(first.refresh()).refresh()).refresh());

    assertThat(refresh(first.refresh(), KEY)).isEqualTo(new Refused(Refusal.REPLAYED));
    assertThat(installation.refresh(fourth.refresh())).isEqualTo(new Refused(Refusal.ENDED));
  }

  @Test
  @Tag("R-04")
  void a_second_replay_is_refused_without_a_second_alarm() {
    installation.refreshed(first.refresh());
    installation.refresh(first.refresh());
    Session ended = stored();

    assertThat(installation.refresh(first.refresh())).isEqualTo(new Refused(Refusal.ENDED));
    assertThat(installation.log.events(TokenReused.class)).hasSize(1);
    assertThat(stored()).isEqualTo(ended);
  }

  @Test
  @Tag("R-08")
  void the_token_of_a_session_that_was_ended_is_refused() {
    installation.logOut.logOut(first.refresh(), CALLER);

    assertThat(installation.refresh(first.refresh())).isEqualTo(new Refused(Refusal.ENDED));
    assertThat(installation.log.events(RefreshRefused.class))
        .containsExactly(new RefreshRefused(first.refresh().session(), Refusal.ENDED));
  }

  @Test
  @Tag("R-08")
  void the_token_of_a_user_who_is_disabled_or_gone_is_refused() {
    installation.change(alice, User::disable); // even if the session were still to live
    assertThat(stored().end()).isEmpty();
    assertThat(installation.refresh(first.refresh())).isEqualTo(new Refused(Refusal.ENDED));

    installation.changeUser.delete(alice.username(), CALLER);
    assertThat(installation.refresh(first.refresh())).isEqualTo(new Refused(Refusal.ENDED));
    assertThat(stored().generation()).isEqualTo(1);
  }

  @Test
  @Tag("R-09")
  void an_idle_token_is_refused_as_expired() {
    installation.clock.advance(Duration.ofDays(7));

    assertThat(installation.refresh(first.refresh())).isEqualTo(new Refused(Refusal.EXPIRED));
    assertThat(installation.log.events(RefreshRefused.class))
        .containsExactly(new RefreshRefused(first.refresh().session(), Refusal.EXPIRED));
  }

  @Test
  @Tag("R-10")
  @Tag("R-12")
  void a_token_that_is_not_ours_is_unknown_and_ends_nothing() {
    Session before = stored();
    RefreshToken forged = new RefreshTokens(installation.given.roots()).of(before);
    Session nowhere = installation.given.session(alice);

    assertThat(installation.refresh(forged)).isEqualTo(new Refused(Refusal.UNKNOWN));
    assertThat(installation.refresh(installation.refreshTokens.of(nowhere)))
        .isEqualTo(new Refused(Refusal.UNKNOWN));
    assertThat(stored()).isEqualTo(before);
    installation.refreshed(first.refresh());
  }

  @Test
  @Tag("R-14")
  void a_write_that_failed_leaves_the_token_as_good_as_it_was() {
    installation.database.failNextWrite(Fault.BEFORE_COMMIT);

    assertThatThrownBy(() -> refresh(first.refresh(), KEY))
        .isInstanceOf(StoreUnavailableException.class);
    assertThat(installation.log.events(TokenRefreshed.class)).isEmpty();
    assertThat(installation.refreshed(first.refresh()).refresh().generation()).isEqualTo(2);
  }

  @Test
  @Tag("R-15")
  void a_lost_answer_can_be_had_again_with_its_key() {
    installation.database.failNextWrite(Fault.AFTER_COMMIT);
    assertThatThrownBy(() -> refresh(first.refresh(), KEY))
        .isInstanceOf(StoreUnavailableException.class);
    Session committed = stored();

    IssuedTokens again = tokensOf(refresh(first.refresh(), KEY));
    IssuedTokens onceMore = tokensOf(refresh(first.refresh(), KEY));

    assertThat(again.refresh()).isEqualTo(installation.refreshTokens.of(committed));
    assertThat(onceMore.refresh()).isEqualTo(again.refresh());
    assertThat(onceMore.access()).isNotEqualTo(again.access());
    assertThat(installation.accessTokens.claimsOf(again.access()).generation()).isEqualTo(2);
    assertThat(stored()).isEqualTo(committed);
    assertThat(installation.log.events(TokenRefreshed.class))
        .containsOnly(new TokenRefreshed(alice.id(), stored().id(), 2, true));
    installation.refreshed(again.refresh());
  }

  @Test
  @Tag("R-15")
  void a_lost_answer_is_nobodys_without_its_key() {
    installation.database.failNextWrite(Fault.AFTER_COMMIT);
    assertThatThrownBy(() -> refresh(first.refresh(), KEY))
        .isInstanceOf(StoreUnavailableException.class);

    assertThat(refresh(first.refresh(), OTHER_KEY)).isEqualTo(new Refused(Refusal.REPLAYED));
  }

  @Test
  void a_repeated_answer_carries_the_roles_of_now() {
    refresh(first.refresh(), KEY);
    installation.changeUser.setRoles(alice.username(), Given.roles("admin"), CALLER);

    IssuedTokens again = tokensOf(refresh(first.refresh(), KEY));

    assertThat(installation.accessTokens.claimsOf(again.access()).roles())
        .isEqualTo(Given.roles("admin"));
    assertThat(installation.request(again))
        .as("its generation")
        .isEqualTo(refusedAs(Reason.REVOKED));
    assertThat(installation.request(installation.refreshed(again.refresh())))
        .isInstanceOf(Authenticated.class);
  }

  @Test
  void roles_are_read_anew_at_every_refresh() {
    installation.changeUser.setRoles(alice.username(), Given.roles("admin", "reader"), CALLER);
    assertThat(installation.request(first)).isEqualTo(refusedAs(Reason.REVOKED));

    IssuedTokens second = installation.refreshed(first.refresh());

    assertThat(installation.accessTokens.claimsOf(second.access()).roles())
        .isEqualTo(Given.roles("admin", "reader"));
    assertThat(installation.request(second)).isInstanceOf(Authenticated.class);
  }

  @Test
  @Tag("N-02")
  @Tag("ASVS-15.4.2")
  void roles_that_change_between_read_and_commit_are_in_the_token() {
    installation.whileIssuingOnce(
        () -> installation.changeUser.setRoles(alice.username(), Given.roles("admin"), CALLER));

    IssuedTokens second = installation.refreshed(first.refresh());

    assertThat(installation.accessTokens.claimsOf(second.access()).roles())
        .isEqualTo(Given.roles("admin"));
    assertThat(installation.request(second)).isInstanceOf(Authenticated.class);
    assertThat(second.refresh().generation()).isEqualTo(2);
  }

  @Test
  @Tag("N-02")
  void a_change_of_the_user_alone_holds_the_commit_up_too() {
    installation.whileIssuingOnce(
        () -> installation.change(alice, user -> user.withRoles(Given.roles("admin"))));

    IssuedTokens second = installation.refreshed(first.refresh());

    assertThat(installation.accessTokens.claimsOf(second.access()).roles())
        .isEqualTo(Given.roles("admin"));
  }

  @Test
  @Tag("N-02")
  void a_user_who_is_disabled_between_read_and_commit_gets_no_token() {
    installation.whileIssuingOnce(() -> installation.changeUser.disable(alice.username(), CALLER));

    assertThat(installation.refresh(first.refresh())).isEqualTo(new Refused(Refusal.ENDED));
    assertThat(stored().end()).isPresent();
  }

  @Test
  @Tag("N-02")
  void roles_that_change_while_an_answer_is_repeated_end_its_access_token() {
    refresh(first.refresh(), KEY);
    installation.whileIssuingOnce(
        () -> installation.changeUser.setRoles(alice.username(), Given.roles("admin"), CALLER));

    IssuedTokens again = tokensOf(refresh(first.refresh(), KEY));

    assertThat(installation.request(again)).isEqualTo(refusedAs(Reason.REVOKED));
  }

  @Test
  void a_logout_that_comes_first_wins() {
    installation.whileIssuingOnce(() -> installation.logOut.logOut(first.refresh(), CALLER));

    assertThat(installation.refresh(first.refresh())).isEqualTo(new Refused(Refusal.ENDED));
  }

  @Test
  void a_refresh_that_keeps_losing_says_so_and_leaves_the_token_good() {
    installation.whileIssuing(
        () -> installation.change(alice, user -> user.withRoles(user.roles())));
    assertThat(installation.refresh(first.refresh())).isEqualTo(new Contended());

    installation.whileIssuing(() -> {});
    assertThat(installation.refreshed(first.refresh()).refresh().generation()).isEqualTo(2);
  }

  @Test
  void a_database_that_lost_its_latest_writes_is_seen_and_the_session_goes_on() {
    Session lost = stored();
    IssuedTokens second = installation.refreshed(first.refresh());
    IssuedTokens third = installation.refreshed(second.refresh());
    rollBackTo(lost);

    IssuedTokens fourth = installation.refreshed(third.refresh());

    assertThat(fourth.refresh().generation()).isEqualTo(4);
    assertThat(stored().generation()).isEqualTo(4);
    assertThat(installation.log.events(SessionAhead.class))
        .containsExactly(new SessionAhead(alice.id(), lost.id(), 3, 1));
    assertThat(installation.refresh(third.refresh())).isEqualTo(new Refused(Refusal.REPLAYED));
  }

  /// As a restored backup does: the row as it once was.
  private void rollBackTo(Session earlier) {
    assertThat(installation.database.sessions().replace(stored(), earlier)).isTrue();
  }

  @Test
  void a_store_that_is_down_decides_nothing() {
    installation.database.takeDown();

    assertThatThrownBy(() -> installation.refresh(first.refresh()))
        .isInstanceOf(StoreUnavailableException.class);

    installation.database.bringUp();
    installation.refreshed(first.refresh());
  }

  @Test
  void tokens_that_could_not_be_signed_are_neither_committed_nor_reported() {
    installation.whileIssuing(() -> {
      throw new IllegalStateException("no key");
    });
    assertThatThrownBy(() -> refresh(first.refresh(), KEY))
        .isInstanceOf(IllegalStateException.class);
    assertThat(stored().generation()).isEqualTo(1);

    installation.whileIssuing(() -> {});
    refresh(first.refresh(), KEY);
    installation.whileIssuing(() -> {
      throw new IllegalStateException("no key");
    });
    assertThatThrownBy(() -> refresh(first.refresh(), KEY))
        .isInstanceOf(IllegalStateException.class);
    assertThat(installation.log.events(TokenRefreshed.class))
        .containsExactly(new TokenRefreshed(alice.id(), stored().id(), 2, false));
  }

  @Test
  void who_rotated_last_is_remembered() {
    refresh(first.refresh(), KEY);

    assertThat(stored().lastRotation().by()).isEqualTo(CLIENT);
    assertThat(stored().lastRotation().key()).isEqualTo(KEY.map(IdempotencyKey::digest));
  }
}
