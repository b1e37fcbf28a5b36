package dev.sallyport.application.session;

import static dev.sallyport.application.port.Given.CALLER;
import static dev.sallyport.application.port.Given.NOW;
import static dev.sallyport.application.port.Given.POLICY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.application.Installation;
import dev.sallyport.application.access.AuthenticateRequest;
import dev.sallyport.application.port.InMemoryDatabase.Fault;
import dev.sallyport.application.port.SecurityEvent.SessionEnded;
import dev.sallyport.application.port.StoreUnavailableException;
import dev.sallyport.domain.session.End;
import dev.sallyport.domain.session.EndCause;
import dev.sallyport.domain.session.Refusal;
import dev.sallyport.domain.session.Session;
import dev.sallyport.domain.session.SessionPolicy;
import dev.sallyport.domain.user.User;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

final class EndSessionsTest {

  private final Installation installation = new Installation();
  private final User alice = installation.addUser("alice");
  private final User bob = installation.addUser("bob");

  private boolean end(IssuedTokens tokens) {
    return installation.endSessions.end(tokens.refresh().session(), CALLER);
  }

  private Optional<EndCause> causeOf(IssuedTokens tokens) {
    return installation.session(tokens.refresh()).end().map(End::cause);
  }

  @Test
  @Tag("N-06")
  void what_is_ended_from_a_list_is_felt_at_the_next_request() {
    IssuedTokens tokens = installation.logIn("alice");
    assertThat(installation.request(tokens)).isInstanceOf(AuthenticateRequest.Authenticated.class);

    assertThat(end(tokens)).isTrue();

    assertThat(installation.request(tokens))
        .isEqualTo(new AuthenticateRequest.Refused(AuthenticateRequest.Reason.REVOKED));
    assertThat(installation.refresh(tokens.refresh()))
        .isEqualTo(new RefreshSession.Refused(Refusal.ENDED));
    assertThat(installation.log.events(SessionEnded.class))
        .containsExactly(
            new SessionEnded(alice.id(), tokens.refresh().session(), EndCause.REVOKED));
  }

  @Test
  void what_has_ended_or_never_was_is_not_ended() {
    IssuedTokens tokens = installation.logIn("alice");
    installation.logOut.logOut(tokens.refresh(), CALLER);

    assertThat(end(tokens)).isFalse();
    assertThat(causeOf(tokens)).contains(EndCause.LOGGED_OUT);
    assertThat(installation.endSessions.end(installation.given.session(alice).id(), CALLER))
        .isFalse();
  }

  @Test
  @Tag("R-08")
  @Tag("ASVS-7.4.5")
  void all_of_one_user_end_and_nobody_elses() {
    IssuedTokens one = installation.logIn("alice");
    IssuedTokens two = installation.logIn("alice");
    IssuedTokens over = installation.logIn("alice");
    installation.logOut.logOut(over.refresh(), CALLER);
    IssuedTokens ofBob = installation.logIn("bob");

    assertThat(installation.endSessions.endAllOf(alice.id(), CALLER)).isEqualTo(2);

    assertThat(List.of(one, two)).allMatch(t -> causeOf(t).equals(Optional.of(EndCause.REVOKED)));
    assertThat(causeOf(over)).contains(EndCause.LOGGED_OUT);
    assertThat(causeOf(ofBob)).isEmpty();
    assertThat(installation.endSessions.endAllOf(alice.id(), CALLER)).isZero();
  }

  @Test
  @Tag("N-05")
  void all_of_one_user_end_or_none_so_that_one_of_them_can_ask_again() {
    IssuedTokens one = installation.logIn("alice");
    IssuedTokens two = installation.logIn("alice");
    installation.database.failNextWrite(Fault.BEFORE_COMMIT);

    assertThatThrownBy(() -> installation.endSessions.endAllOf(alice.id(), CALLER))
        .isInstanceOf(StoreUnavailableException.class);

    assertThat(List.of(one, two))
        .allMatch(t ->
            installation.request(t) instanceof AuthenticateRequest.Authenticated
                && causeOf(t).isEmpty());
    assertThat(installation.log.events(SessionEnded.class)).isEmpty();
    assertThat(installation.endSessions.endAllOf(alice.id(), CALLER)).isEqualTo(2);
    assertThat(installation.log.events(SessionEnded.class)).hasSize(2);
  }

  @Test
  void one_that_nobody_used_for_too_long_ends_with_all_since_its_access_tokens_may_live() {
    var impatient =
        new Installation(
            new SessionPolicy(
                Duration.ofMinutes(15),
                Duration.ofMinutes(5),
                Duration.ofDays(1),
                Duration.ofMinutes(1),
                Duration.ZERO,
                20));
    User carol = impatient.addUser("carol");
    IssuedTokens tokens = impatient.logIn("carol");
    impatient.clock.advance(Duration.ofMinutes(6));
    assertThat(impatient.request(tokens)).isInstanceOf(AuthenticateRequest.Authenticated.class);

    assertThat(impatient.endSessions.endAllOf(carol.id(), CALLER)).isEqualTo(1);

    assertThat(impatient.request(tokens))
        .isEqualTo(new AuthenticateRequest.Refused(AuthenticateRequest.Reason.REVOKED));
  }

  @Test
  @Tag("ASVS-7.5.2")
  @Tag("ASVS-8.2.2")
  void a_user_ends_their_own_alone() {
    IssuedTokens own = installation.logIn("alice");
    IssuedTokens ofBob = installation.logIn("bob");

    assertThat(endOwn(ofBob)).isEqualTo(EndSessions.Outcome.NOT_THEIRS);
    assertThat(causeOf(ofBob)).isEmpty();
    assertThat(endOwn(own)).isEqualTo(EndSessions.Outcome.OVER);
    assertThat(causeOf(own)).contains(EndCause.REVOKED);
    assertThat(endOwn(own)).as("it is over still").isEqualTo(EndSessions.Outcome.OVER);
    assertThat(installation.log.events(SessionEnded.class)).hasSize(1);
    assertThat(
            installation.endSessions.endOwn(
                installation.given.session(alice).id(), alice.id(), CALLER))
        .isEqualTo(EndSessions.Outcome.NOT_THEIRS);
  }

  private EndSessions.Outcome endOwn(IssuedTokens tokens) {
    return installation.endSessions.endOwn(tokens.refresh().session(), alice.id(), CALLER);
  }

  @Tag("ASVS-7.4.5")
  @Test
  void everybodys_end_page_by_page() {
    for (int i = 0; i < 250; i++) {
      Session session = installation.given.session(i % 2 == 0 ? alice : bob, NOW.minusSeconds(i));
      installation
          .database
          .sessions()
          .open(session, i % 2 == 0 ? alice : bob, Optional.empty(), _ -> List.of());
    }

    assertThat(installation.endSessions.endAll(CALLER)).isEqualTo(250);

    assertThat(installation.database.sessions().live(Optional.empty(), 1, NOW)).isEmpty();
    assertThat(installation.endSessions.endAll(CALLER)).isZero();
    assertThat(installation.log.events(SessionEnded.class)).hasSize(250);
  }

  @Test
  void only_the_end_of_everybody_begins_another_epoch() {
    var log = installation.database.revocationLog();
    var before = log.after(0, NOW, 1).epoch();
    installation.logIn("alice");

    installation.endSessions.endAllOf(alice.id(), CALLER);
    assertThat(log.after(0, NOW, 1).epoch()).isEqualTo(before);

    installation.endSessions.endAll(CALLER);
    assertThat(log.after(0, NOW, 1).epoch()).isNotEqualTo(before);
  }

  @Test
  void a_session_that_moves_meanwhile_ends_all_the_same() {
    IssuedTokens tokens = installation.logIn("alice");
    installation.sessions.afterFindOnce(() -> installation.refreshed(tokens.refresh()));

    assertThat(end(tokens)).isTrue();
    assertThat(causeOf(tokens)).contains(EndCause.REVOKED);
    assertThat(installation.session(tokens.refresh()).generation()).isEqualTo(2);
  }

  @Test
  void whoever_ended_it_meanwhile_keeps_the_word() {
    IssuedTokens tokens = installation.logIn("alice");
    installation.sessions.afterFindOnce(() -> installation.logOut.logOut(tokens.refresh(), CALLER));

    assertThat(end(tokens)).isFalse();
    assertThat(causeOf(tokens)).contains(EndCause.LOGGED_OUT);
  }

  @Test
  void a_purge_forgets_what_is_over_in_bounded_steps() {
    for (int i = 0; i < 250; i++) {
      installation
          .database
          .sessions()
          .open(installation.given.session(alice), alice, Optional.empty(), _ -> List.of());
    }
    installation.clock.advance(POLICY.sessionMax().minusMillis(1));
    assertThat(installation.purgeSessions.purge()).isZero();
    IssuedTokens live = installation.logIn("bob");

    installation.clock.advance(Duration.ofMillis(1));
    assertThat(installation.purgeSessions.purge()).isEqualTo(250);
    assertThat(causeOf(live)).isEmpty();
    assertThat(installation.purgeSessions.purge()).isZero();
  }

  @Test
  void one_call_of_a_purge_ends_though_there_is_more() {
    for (int i = 0; i < 10_050; i++) {
      installation
          .database
          .sessions()
          .open(installation.given.session(alice), alice, Optional.empty(), _ -> List.of());
    }
    installation.clock.advance(POLICY.sessionMax());

    assertThat(installation.purgeSessions.purge()).isEqualTo(10_000);
    assertThat(installation.purgeSessions.purge()).isEqualTo(50);
  }

  @Test
  void a_purge_keeps_a_session_whose_access_tokens_must_still_be_refused() {
    IssuedTokens tokens = installation.logIn("alice");
    installation.clock.advance(POLICY.sessionMax().minusSeconds(1));
    end(tokens);

    installation.clock.advance(Duration.ofSeconds(1));
    assertThat(installation.purgeSessions.purge()).isZero();

    installation.clock.advance(Duration.ofMinutes(61));
    assertThat(installation.purgeSessions.purge()).isEqualTo(1);
  }
}
