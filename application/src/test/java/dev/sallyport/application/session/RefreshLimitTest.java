package dev.sallyport.application.session;

import static dev.sallyport.application.port.Given.CALLER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.application.Installation;
import dev.sallyport.application.port.SecurityEvent.LimitExceeded;
import dev.sallyport.application.session.RefreshSession.Limited;
import dev.sallyport.application.session.RefreshSession.Outcome;
import dev.sallyport.application.session.RefreshSession.Refreshed;
import dev.sallyport.application.session.RefreshSession.Refused;
import dev.sallyport.domain.session.IdempotencyKey;
import dev.sallyport.domain.session.RefreshToken;
import dev.sallyport.domain.session.Refusal;
import dev.sallyport.domain.session.Session;
import dev.sallyport.domain.throttle.Exceeded;
import dev.sallyport.domain.throttle.Limit;
import dev.sallyport.domain.throttle.LimitName;
import dev.sallyport.domain.throttle.LimitPolicy;
import dev.sallyport.domain.throttle.Throttle;
import dev.sallyport.domain.throttle.Unlimited;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// How often a session may rotate.
final class RefreshLimitTest {

  private static final Throttle THREE = new Limit(3, Duration.ofMinutes(1));
  private static final Unlimited OFF = new Unlimited();

  private final Installation installation = new Installation(LimitPolicy.of(OFF, 0, THREE, OFF));
  private final RefreshToken first;

  RefreshLimitTest() {
    installation.addUser("alice");
    first = installation.logIn("alice").refresh();
  }

  private RefreshToken refreshedThrice() {
    RefreshToken token = first;
    for (int i = 0; i < 3; i++) {
      token = installation.refreshed(token).refresh();
    }
    return token;
  }

  @Tag("ASVS-2.3.2")
  @Test
  void beyond_its_limit_a_session_keeps_its_token_until_it_may_rotate_again() {
    RefreshToken token = refreshedThrice();

    assertThat(installation.refresh(token))
        .isEqualTo(
            new Limited(
                new Exceeded(LimitName.REFRESH_PER_SESSION, THREE, Duration.ofSeconds(20))));
    assertThat(installation.session(token).generation()).isEqualTo(4);
    assertThat(installation.log.events(LimitExceeded.class))
        .containsExactly(new LimitExceeded(LimitName.REFRESH_PER_SESSION));

    installation.clock.advance(Duration.ofSeconds(20));
    assertThat(installation.refresh(token)).isInstanceOf(Refreshed.class);
  }

  @Test
  void a_spent_token_is_judged_whatever_the_count() {
    refreshedThrice();

    assertThat(installation.refresh(first)).isEqualTo(new Refused(Refusal.REPLAYED));
    assertThat(installation.session(first).end()).isPresent();
  }

  @Test
  void a_lost_answer_can_be_had_again_whatever_the_count_and_is_not_counted() {
    RefreshToken spent = refreshedThrice();
    installation.clock.advance(Duration.ofSeconds(20));
    var key = Optional.of(IdempotencyKey.parse("a-key-of-sixteen-or-more").orElseThrow());
    var answer = installation.refreshSession.refresh(spent, key, CALLER);
    assertThat(answer).isInstanceOf(Refreshed.class);

    for (int i = 0; i < 20; i++) {
      Outcome again = installation.refreshSession.refresh(spent, key, CALLER);
      assertThat(((Refreshed) again).tokens().refresh())
          .isEqualTo(((Refreshed) answer).tokens().refresh());
    }
  }

  @Test
  @Tag("N-07")
  void forged_tokens_with_the_id_of_a_session_do_not_use_up_its_count() {
    String text = first.text();
    String otherMac = text.substring(0, 71) + (text.endsWith("A") ? 'B' : 'A');
    RefreshToken token = installation.refreshTokens.parse(otherMac).orElseThrow();
    for (int i = 0; i < 1000; i++) {
      assertThat(installation.refresh(token)).isEqualTo(new Refused(Refusal.UNKNOWN));
    }

    assertThat(installation.refresh(first)).isInstanceOf(Refreshed.class);
  }

  @Test
  void a_token_that_is_newer_than_the_database_is_counted_like_any_other() {
    Session earlier = installation.session(first);
    RefreshToken token = refreshedThrice();
    installation.database.sessions().replace(installation.session(token), earlier);

    assertThat(installation.refresh(token)).isInstanceOf(Limited.class);
    assertThat(installation.session(token)).isEqualTo(earlier);
  }

  @Test
  void each_session_has_a_count_of_its_own() {
    refreshedThrice();
    RefreshToken other = installation.logIn("alice").refresh();

    assertThat(installation.refresh(other)).isInstanceOf(Refreshed.class);
  }
}
