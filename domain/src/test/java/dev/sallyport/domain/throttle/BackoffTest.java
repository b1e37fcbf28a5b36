package dev.sallyport.domain.throttle;

import static dev.sallyport.domain.Sample.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sallyport.domain.throttle.Decision.Allowed;
import dev.sallyport.domain.throttle.Decision.Limited;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

final class BackoffTest {

  private static final Duration LONGEST = Duration.ofMinutes(15);
  private static final Duration DAY = Duration.ofDays(1);
  private static final Backoff BACKOFF = new Backoff(5, Duration.ofSeconds(1), LONGEST, DAY);

  private Optional<Tally> tally = Optional.empty();

  private Decision debit(Instant now) {
    Decision decision = BACKOFF.debit(tally, now);
    if (decision instanceof Allowed(var next)) {
      tally = next;
    }
    return decision;
  }

  @Test
  void the_free_failures_cost_nothing_and_then_the_delay_doubles_up_to_its_bound() {
    List<Long> delays = new ArrayList<>();
    Instant now = NOW;
    for (int i = 0; i < 60; i++) {
      Duration delay = Duration.ZERO;
      if (debit(now) instanceof Limited(var retryAfter)) {
        delay = retryAfter;
        assertThat(debit(now.plus(retryAfter).minusNanos(1)))
            .isEqualTo(new Limited(Duration.ofNanos(1)));
        now = now.plus(retryAfter);
        assertThat(debit(now)).isInstanceOf(Allowed.class);
      }
      delays.add(delay.toSeconds());
    }

    assertThat(delays.subList(0, 17))
        .containsExactly(
            0L, 0L, 0L, 0L, 0L, 1L, 2L, 4L, 8L, 16L, 32L, 64L, 128L, 256L, 512L, 900L, 900L);
    assertThat(delays.subList(17, 60)).containsOnly(900L);
  }

  @Test
  @Tag("T-14")
  void tries_during_a_delay_do_not_lengthen_it() {
    for (int i = 0; i < 5; i++) {
      debit(NOW);
    }
    for (int i = 0; i < 1000; i++) {
      assertThat(debit(NOW.plusNanos(i))).isInstanceOf(Limited.class);
    }

    assertThat(debit(NOW.plusSeconds(1))).isInstanceOf(Allowed.class);
  }

  @Test
  void failures_are_forgotten_a_day_after_the_last_one() {
    for (int i = 0; i < 5; i++) {
      debit(NOW);
    }

    assertThat(BACKOFF.debit(tally, NOW.plus(DAY).minusNanos(1)))
        .isEqualTo(new Allowed(Optional.of(new Failures(6, NOW.plus(DAY).minusNanos(1)))));
    assertThat(BACKOFF.debit(tally, NOW.plus(DAY)))
        .isEqualTo(new Allowed(Optional.of(new Failures(1, NOW.plus(DAY)))));
  }

  @Test
  void a_debit_that_is_taken_back_was_no_failure() {
    debit(NOW);
    assertThat(BACKOFF.credit(tally.orElseThrow(), NOW)).isEmpty();
    debit(NOW);

    assertThat(BACKOFF.credit(tally.orElseThrow(), NOW)).contains(new Failures(1, NOW));
  }

  @Test
  void a_debit_that_is_taken_back_costs_no_delay_either() {
    for (int i = 0; i < 5; i++) {
      debit(NOW);
    }
    Instant after = NOW.plusSeconds(1);
    for (int i = 0; i < 10; i++) {
      assertThat(debit(after)).isInstanceOf(Allowed.class);
      tally = BACKOFF.credit(tally.orElseThrow(), after);
    }

    assertThat(debit(after)).isEqualTo(new Allowed(Optional.of(new Failures(6, after))));
    assertThat(debit(after)).isEqualTo(new Limited(Duration.ofSeconds(2)));
  }

  @Test
  void requests_that_read_the_clock_a_little_apart_share_one_count() {
    for (int i = 0; i < 5; i++) {
      assertThat(debit(NOW.plus(Throttle.MOST_APART).minusMillis(i))).isInstanceOf(Allowed.class);
    }

    assertThat(debit(NOW)).isEqualTo(new Limited(Duration.ofSeconds(1)));
  }

  @Test
  void what_was_counted_before_the_clock_was_set_back_is_forgotten() {
    for (int i = 0; i < 20; i++) {
      debit(NOW.plus(DAY));
    }
    assertThat(BACKOFF.weight(tally.orElseThrow(), NOW)).isZero();

    assertThat(debit(NOW)).isEqualTo(new Allowed(Optional.of(new Failures(1, NOW))));
  }

  @Test
  void more_failures_weigh_more_and_forgotten_ones_nothing() {
    var three = new Failures(3, NOW);
    var four = new Failures(4, NOW.minusSeconds(60));

    assertThat(BACKOFF.weight(four, NOW)).isGreaterThan(BACKOFF.weight(three, NOW));
    assertThat(BACKOFF.weight(three, NOW.plus(DAY).minusNanos(1))).isPositive();
    assertThat(BACKOFF.weight(three, NOW.plus(DAY))).isZero();
  }

  @Test
  void numbers_that_do_not_fit_each_other_make_no_back_off() {
    Duration second = Duration.ofSeconds(1);
    assertThatIllegalArgumentException().isThrownBy(() -> new Backoff(0, second, LONGEST, DAY));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Backoff(5, Duration.ZERO, LONGEST, DAY));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Backoff(5, LONGEST.plusNanos(1), LONGEST, DAY));
    assertThatIllegalArgumentException().isThrownBy(() -> new Backoff(5, second, LONGEST, LONGEST));
  }
}
