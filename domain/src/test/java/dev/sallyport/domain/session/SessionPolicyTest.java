package dev.sallyport.domain.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sallyport.domain.Sample;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

final class SessionPolicyTest {

  private static final Duration DAY = Duration.ofDays(1);

  private static SessionPolicy policy(
      Duration access, Duration refresh, Duration max, Duration retry, Duration leeway, int users) {
    return new SessionPolicy(access, refresh, max, retry, leeway, users);
  }

  private static void refused(
      Duration access, Duration refresh, Duration max, Duration retry, Duration leeway, int users) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> policy(access, refresh, max, retry, leeway, users));
  }

  @Test
  void the_defaults_are_those_of_the_contract() {
    assertThat(SessionPolicy.DEFAULT)
        .isEqualTo(
            policy(
                Duration.ofMinutes(15),
                Duration.ofDays(7),
                Duration.ofDays(30),
                Duration.ofMinutes(15),
                Duration.ZERO,
                20));
  }

  @Test
  void the_limits_themselves_are_accepted() {
    assertThat(policy(Duration.ofSeconds(10), DAY, DAY, DAY, DAY, 1).maxPerUser()).isEqualTo(1);
    assertThat(policy(Duration.ofHours(1), DAY, DAY, Duration.ZERO, Duration.ZERO, 1).leeway())
        .isZero();
  }

  @Test
  void an_access_token_lives_from_ten_seconds_to_an_hour() {
    refused(Duration.ofSeconds(10).minusMillis(1), DAY, DAY, DAY, Duration.ZERO, 1);
    refused(Duration.ofHours(1).plusMillis(1), DAY, DAY, DAY, Duration.ZERO, 1);
  }

  @Test
  void leeway_fits_the_retry_window_that_the_refresh_token_that_the_session() {
    Duration access = Duration.ofMinutes(15);
    Duration more = DAY.plusMillis(1);

    refused(access, more, DAY, DAY, Duration.ZERO, 1);
    refused(access, DAY, DAY, more, Duration.ZERO, 1);
    refused(access, DAY, DAY, Duration.ofHours(1), Duration.ofHours(1).plusMillis(1), 1);
  }

  @Test
  void no_life_is_negative_and_no_token_is_born_dead() {
    Duration access = Duration.ofMinutes(15);
    Duration negative = Duration.ofMillis(-1);

    refused(access, Duration.ZERO, DAY, Duration.ZERO, Duration.ZERO, 1);
    refused(access, DAY, DAY, negative, negative, 1);
    refused(access, DAY, DAY, Duration.ZERO, negative, 1);
  }

  @Test
  void a_user_has_at_least_one_session() {
    refused(Duration.ofMinutes(15), DAY, DAY, DAY, Duration.ZERO, 0);
  }

  @Test
  @Tag("R-24")
  void a_revocation_outlives_every_token_that_any_setting_allows_by_a_minute() {
    assertThat(Sample.POLICY.revokedUntil(Sample.NOW))
        .isEqualTo(Sample.NOW.plus(SessionPolicy.GREATEST_ACCESS_TTL).plusSeconds(60));
  }

  @Test
  void nobody_is_displaced_while_there_is_room() {
    assertThat(Sample.POLICY.displacedBy(List.of())).isEmpty();
    assertThat(Sample.POLICY.displacedBy(sessions(19))).isEmpty();
  }

  @Test
  void the_oldest_is_displaced_by_one_too_many_in_whatever_order_they_come() {
    List<Session> live = sessions(20);
    Session oldest = live.getFirst();
    Collections.reverse(live);

    assertThat(Sample.POLICY.displacedBy(live)).containsExactly(oldest);
  }

  @Test
  void after_the_setting_was_lowered_all_that_are_too_many_go() {
    SessionPolicy two = policy(Duration.ofMinutes(15), DAY, DAY, Duration.ZERO, Duration.ZERO, 2);
    List<Session> live = sessions(5);

    assertThat(two.displacedBy(live)).containsExactlyElementsOf(live.subList(0, 4));
  }

  @Test
  void of_two_of_one_instant_it_is_always_the_same_one() {
    Session one = Sample.session(id(Sample.NOW, 1), 1);
    Session two = Sample.session(id(Sample.NOW, 2), 2);
    SessionPolicy oneMore =
        policy(Duration.ofMinutes(15), DAY, DAY, Duration.ZERO, Duration.ZERO, 2);

    assertThat(oneMore.displacedBy(List.of(one, two)))
        .isEqualTo(oneMore.displacedBy(List.of(two, one)))
        .hasSize(1);
  }

  private static SessionId id(Instant at, int last) {
    byte[] random = new byte[SessionId.RANDOM_BYTES];
    random[random.length - 1] = (byte) last;
    return SessionId.create(at, random);
  }

  private static List<Session> sessions(int count) {
    List<Session> sessions = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Instant at = Sample.NOW.plusSeconds(i);
      sessions.add(
          Session.open(
              id(at, i),
              Sample.ALICE,
              1,
              new SessionSalt(Sample.bytes(i)),
              Sample.CLIENT,
              at,
              Sample.POLICY));
    }
    return sessions;
  }
}
