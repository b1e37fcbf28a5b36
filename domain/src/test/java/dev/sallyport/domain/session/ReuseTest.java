package dev.sallyport.domain.session;

import static dev.sallyport.domain.Sample.KEY;
import static dev.sallyport.domain.Sample.NOW;
import static dev.sallyport.domain.Sample.OTHER_KEY;
import static dev.sallyport.domain.Sample.THIEF;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sallyport.domain.Sample;
import dev.sallyport.domain.session.Reuse.Where;
import java.time.Duration;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class ReuseTest {

  private static final Client OWNER = new Client(new ClientAddress("192.0.2.7"), "Test/1.0");
  private static final Duration SOON = ReuseClass.RACE_WINDOW.minusMillis(1);
  private static final Duration LATER = ReuseClass.RACE_WINDOW;

  /// A session of generation 3, which the owner has rotated now.
  private static Session rotatedWith(Optional<IdempotencyKey> key) {
    Session session = Sample.session();
    for (int generation = 1; generation < 3; generation++) {
      var presented = new Presented(token(session.generation()), key, OWNER);
      session =
          session.present(presented, NOW, Sample.POLICY) instanceof Verdict.Rotate(var next)
              ? next
              : session;
    }
    return session;
  }

  /// Its mac was checked before anything is said of a reuse.
  private static RefreshToken token(int generation) {
    return new RefreshToken(Sample.ROOT.number(), Sample.SESSION_ID, generation, new byte[32]);
  }

  private static ReuseClass likely(
      int generation,
      Optional<IdempotencyKey> rotatedWith,
      Optional<IdempotencyKey> presentedWith,
      Client by,
      Duration after) {
    return Reuse.of(
            rotatedWith(rotatedWith),
            Where.REFRESH,
            new Presented(token(generation), presentedWith, by),
            NOW.plus(after))
        .likely();
  }

  private static ReuseClass likely(Client by, Duration after) {
    return likely(2, Optional.empty(), Optional.empty(), by, after);
  }

  @Test
  void the_same_client_within_seconds_is_a_race() {
    assertThat(likely(OWNER, SOON)).isEqualTo(ReuseClass.RACE);
    assertThat(likely(OWNER, Duration.ZERO)).isEqualTo(ReuseClass.RACE);
  }

  @Test
  void a_request_that_was_under_way_before_the_rotation_is_a_race_too() {
    assertThat(likely(OWNER, SOON.negated())).isEqualTo(ReuseClass.RACE);
    assertThat(likely(OWNER, LATER.negated())).isEqualTo(ReuseClass.RETRY);
  }

  @Test
  void two_requests_of_the_same_client_are_a_race_whatever_their_keys() {
    assertThat(likely(2, Optional.of(KEY), Optional.of(OTHER_KEY), OWNER, SOON))
        .isEqualTo(ReuseClass.RACE);
    assertThat(likely(2, Optional.of(KEY), Optional.empty(), OWNER, SOON))
        .isEqualTo(ReuseClass.RACE);
  }

  @Test
  void the_same_client_without_keys_is_a_retry_later() {
    assertThat(likely(OWNER, LATER)).isEqualTo(ReuseClass.RETRY);
    assertThat(likely(OWNER, Duration.ofDays(3))).isEqualTo(ReuseClass.RETRY);
  }

  @Test
  void the_same_key_is_a_retry_from_wherever_it_comes_and_whenever() {
    assertThat(likely(2, Optional.of(KEY), Optional.of(KEY), THIEF, Duration.ofHours(1)))
        .isEqualTo(ReuseClass.RETRY);
    assertThat(likely(2, Optional.of(KEY), Optional.of(KEY), OWNER, Duration.ZERO))
        .isEqualTo(ReuseClass.RETRY);
  }

  @Test
  void a_second_request_of_the_same_client_is_no_retry_later() {
    assertThat(likely(2, Optional.of(KEY), Optional.of(OTHER_KEY), OWNER, LATER))
        .isEqualTo(ReuseClass.THEFT);
    assertThat(likely(2, Optional.of(KEY), Optional.empty(), OWNER, LATER))
        .isEqualTo(ReuseClass.THEFT);
    assertThat(likely(2, Optional.empty(), Optional.of(KEY), OWNER, LATER))
        .isEqualTo(ReuseClass.THEFT);
  }

  @Test
  void another_client_is_a_theft_at_any_time() {
    assertThat(likely(THIEF, Duration.ZERO)).isEqualTo(ReuseClass.THEFT);
    assertThat(likely(THIEF, LATER)).isEqualTo(ReuseClass.THEFT);
  }

  @Test
  void either_another_address_or_another_user_agent_is_another_client() {
    var moved = new Client(new ClientAddress("198.51.100.7"), OWNER.userAgent());
    var otherBrowser = new Client(OWNER.address(), "Other/1.0");

    assertThat(likely(moved, Duration.ZERO)).isEqualTo(ReuseClass.THEFT);
    assertThat(likely(otherBrowser, Duration.ZERO)).isEqualTo(ReuseClass.THEFT);
  }

  @Test
  void a_token_older_than_the_last_spent_one_is_a_theft_whoever_brings_it() {
    assertThat(likely(1, Optional.empty(), Optional.empty(), OWNER, Duration.ZERO))
        .isEqualTo(ReuseClass.THEFT);
    assertThat(likely(1, Optional.of(KEY), Optional.of(KEY), OWNER, Duration.ZERO))
        .isEqualTo(ReuseClass.THEFT);
  }

  @ParameterizedTest
  @EnumSource(names = {"LOGOUT", "REVOCATION"})
  void where_no_key_belongs_the_one_of_the_rotation_says_nothing(Where where) {
    var presented = new Presented(token(2), Optional.empty(), OWNER);
    var reuse = Reuse.of(rotatedWith(Optional.of(KEY)), where, presented, NOW.plus(LATER));

    assertThat(reuse.key()).isEqualTo(Reuse.Key.NONE);
    assertThat(reuse.likely()).isEqualTo(ReuseClass.RETRY);
  }

  @Test
  void it_tells_what_was_seen() {
    Session seen = rotatedWith(Optional.of(KEY));
    var presented = new Presented(token(1), Optional.of(OTHER_KEY), THIEF);

    var reuse = Reuse.of(seen, Where.REFRESH, presented, NOW.plusSeconds(90));

    assertThat(reuse)
        .isEqualTo(
            new Reuse(
                Where.REFRESH,
                1,
                3,
                seen.lastRotation(),
                THIEF,
                Reuse.Key.OTHER,
                NOW.plusSeconds(90)));
    assertThat(reuse.generationsApart()).isEqualTo(2);
    assertThat(reuse.sinceRotation()).isEqualTo(Duration.ofSeconds(90));
  }

  @Test
  void a_live_token_is_none_that_came_back() {
    var live = new Presented(token(3), Optional.empty(), OWNER);
    Session seen = rotatedWith(Optional.empty());

    assertThatIllegalArgumentException().isThrownBy(() -> Reuse.of(seen, Where.REFRESH, live, NOW));
  }

  @Property
  void whatever_is_known_has_exactly_one_class_and_only_the_last_token_can_be_harmless(
      @ForAll @IntRange(min = 1) int apart,
      @ForAll @LongRange(min = -1_000_000, max = 1_000_000) long milliseconds,
      @ForAll boolean sameClient,
      @ForAll Reuse.Key key) {
    ReuseClass likely = ReuseClass.of(apart, Duration.ofMillis(milliseconds), sameClient, key);

    assertThat(likely).isNotNull();
    if (apart > 1 || (!sameClient && key != Reuse.Key.SAME)) {
      assertThat(likely).isEqualTo(ReuseClass.THEFT);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "192.0.2.7, 192.0.2.7, true",
    "192.0.2.7, 192.0.2.200, true",
    "192.0.2.7, 192.0.3.7, false",
    "2001:db8:1:2::1, 2001:db8:1:2:ffff::9, true",
    "2001:db8:1:2::1, 2001:db8:1:3::1, false",
    "::ffff:192.0.2.7, 192.0.2.9, true",
    "192.0.2.7, 2001:db8::1, false",
    "-, -, true",
    "-, 192.0.2.7, false",
    "x.example, y.example, false",
  })
  void addresses_are_near_in_one_small_network(String one, String other, boolean near) {
    assertThat(new ClientAddress(one).isNear(new ClientAddress(other))).isEqualTo(near);
    assertThat(new ClientAddress(other).isNear(new ClientAddress(one))).isEqualTo(near);
  }
}
