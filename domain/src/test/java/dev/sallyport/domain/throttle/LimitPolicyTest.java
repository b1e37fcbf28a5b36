package dev.sallyport.domain.throttle;

import static dev.sallyport.domain.Sample.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.domain.throttle.Decision.Allowed;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class LimitPolicyTest {

  private static final Unlimited OFF = new Unlimited();

  @Test
  void no_day_sees_more_than_ninety_failures_of_one_user() {
    Throttle perDay = LimitPolicy.of(OFF, 5, OFF, OFF).loginFailuresPerDay();
    Optional<Tally> tally = Optional.empty();
    int allowed = 0;
    for (Instant now = NOW; now.isBefore(NOW.plus(Duration.ofDays(1))); now = now.plusSeconds(7)) {
      if (perDay.debit(tally, now) instanceof Allowed(var next)) {
        tally = next;
        allowed++;
      }
    }

    assertThat(allowed).isBetween(80, 90);
  }

  @Test
  void zero_turns_all_limits_on_failures_off() {
    LimitPolicy policy = LimitPolicy.of(OFF, 0, OFF, OFF);

    assertThat(policy).isEqualTo(new LimitPolicy(OFF, OFF, OFF, OFF, OFF, OFF));
    assertThat(policy).isEqualTo(LimitPolicy.unlimited());
  }

  @Test
  void what_is_off_counts_nothing() {
    assertThat(OFF.debit(Optional.empty(), NOW)).isEqualTo(new Allowed(Optional.empty()));
    assertThat(OFF.credit(new Bucket(NOW), NOW)).isEmpty();
    assertThat(OFF.weight(new Bucket(NOW), NOW)).isZero();
  }
}
