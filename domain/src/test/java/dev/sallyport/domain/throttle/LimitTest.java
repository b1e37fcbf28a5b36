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
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LimitTest {

  private static final Limit TWENTY_A_MINUTE = new Limit(20, Duration.ofMinutes(1));

  private Optional<Tally> tally = Optional.empty();

  private Decision debit(Limit limit, Instant now) {
    Decision decision = limit.debit(tally, now);
    if (decision instanceof Allowed(var next)) {
      tally = next;
    }
    return decision;
  }

  private void empty(Limit limit, Instant now) {
    for (int i = 0; i < limit.count(); i++) {
      assertThat(debit(limit, now)).isInstanceOf(Allowed.class);
    }
  }

  @ParameterizedTest
  @CsvSource({"1,1", "3,7", "7,60", "20,60", "300,60", "45,86400", "1000000,1"})
  void as_many_as_it_says_are_let_through_at_once_and_not_one_more(int count, int seconds) {
    var limit = new Limit(count, Duration.ofSeconds(seconds));

    empty(limit, NOW);

    assertThat(debit(limit, NOW)).isInstanceOf(Limited.class);
  }

  @Test
  void the_next_one_is_let_through_when_it_says_and_not_a_nanosecond_earlier() {
    empty(TWENTY_A_MINUTE, NOW);
    assertThat(debit(TWENTY_A_MINUTE, NOW)).isEqualTo(new Limited(Duration.ofSeconds(3)));

    Instant next = NOW.plusSeconds(3);
    assertThat(debit(TWENTY_A_MINUTE, next.minusNanos(1)))
        .isEqualTo(new Limited(Duration.ofNanos(1)));
    assertThat(debit(TWENTY_A_MINUTE, next)).isInstanceOf(Allowed.class);
    assertThat(debit(TWENTY_A_MINUTE, next)).isInstanceOf(Limited.class);
  }

  @Test
  void whoever_keeps_trying_waits_no_longer_for_it() {
    empty(TWENTY_A_MINUTE, NOW);
    for (int i = 0; i < 1000; i++) {
      debit(TWENTY_A_MINUTE, NOW.plusMillis(i));
    }

    assertThat(debit(TWENTY_A_MINUTE, NOW.plusSeconds(3))).isInstanceOf(Allowed.class);
  }

  @Test
  @Tag("T-21")
  void no_edge_of_a_window_lets_through_more_than_a_bucket_and_what_has_flowed_in_since() {
    var random = new Random(21);
    Instant now = NOW;
    List<Instant> allowed = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      now = now.plusMillis(random.nextInt(random.nextInt(100) == 0 ? 120_000 : 400));
      if (debit(TWENTY_A_MINUTE, now) instanceof Allowed) {
        allowed.add(now);
      }
    }

    assertThat(allowed.size()).isGreaterThan(1000);
    for (int from = 0; from < allowed.size(); from++) {
      for (int to = from; to < Math.min(allowed.size(), from + 100); to++) {
        long millis = Duration.between(allowed.get(from), allowed.get(to)).toMillis();
        assertThat(to - from + 1).isLessThanOrEqualTo((int) (20 + millis / 3000));
      }
    }
  }

  @Test
  void a_debit_that_is_taken_back_leaves_what_was() {
    debit(TWENTY_A_MINUTE, NOW);
    Optional<Tally> before = tally;
    debit(TWENTY_A_MINUTE, NOW);

    assertThat(TWENTY_A_MINUTE.credit(tally.orElseThrow(), NOW)).isEqualTo(before);
    assertThat(TWENTY_A_MINUTE.credit(before.orElseThrow(), NOW)).isEmpty();
  }

  @Test
  void a_debit_is_taken_back_whatever_others_have_counted_since() {
    empty(TWENTY_A_MINUTE, NOW);
    Instant later = NOW.plusSeconds(30);
    for (int i = 0; i < 10; i++) {
      debit(TWENTY_A_MINUTE, later);
    }
    tally = TWENTY_A_MINUTE.credit(tally.orElseThrow(), NOW);

    assertThat(debit(TWENTY_A_MINUTE, later)).isInstanceOf(Allowed.class);
    assertThat(debit(TWENTY_A_MINUTE, later)).isEqualTo(new Limited(Duration.ofSeconds(3)));
  }

  @Test
  void requests_that_read_the_clock_a_little_apart_share_one_bucket() {
    empty(TWENTY_A_MINUTE, NOW.plus(Throttle.MOST_APART));

    assertThat(debit(TWENTY_A_MINUTE, NOW)).isEqualTo(new Limited(Duration.ofSeconds(3)));
  }

  @Test
  void what_was_counted_before_the_clock_was_set_back_is_forgotten() {
    empty(TWENTY_A_MINUTE, NOW.plus(Duration.ofDays(1)));
    assertThat(TWENTY_A_MINUTE.weight(tally.orElseThrow(), NOW)).isZero();

    empty(TWENTY_A_MINUTE, NOW);
    assertThat(debit(TWENTY_A_MINUTE, NOW)).isEqualTo(new Limited(Duration.ofSeconds(3)));
  }

  @Test
  void a_bucket_weighs_more_the_emptier_it_is_and_nothing_once_it_is_full() {
    debit(TWENTY_A_MINUTE, NOW);
    Tally light = tally.orElseThrow();
    debit(TWENTY_A_MINUTE, NOW);
    Tally heavy = tally.orElseThrow();

    assertThat(TWENTY_A_MINUTE.weight(heavy, NOW))
        .isGreaterThan(TWENTY_A_MINUTE.weight(light, NOW));
    assertThat(TWENTY_A_MINUTE.weight(heavy, NOW.plusSeconds(6).minusNanos(1))).isPositive();
    assertThat(TWENTY_A_MINUTE.weight(heavy, NOW.plusSeconds(6))).isZero();
  }

  @Test
  void numbers_out_of_range_make_no_limit() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Limit(0, Duration.ofMinutes(1)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Limit(1_000_001, Duration.ofMinutes(1)));
    assertThatIllegalArgumentException().isThrownBy(() -> new Limit(1, Duration.ofMillis(999)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Limit(1, Duration.ofDays(1).plusNanos(1)));
  }
}
