package dev.sallyport.application.port;

import static dev.sallyport.application.port.Given.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.domain.throttle.Backoff;
import dev.sallyport.domain.throttle.Decision;
import dev.sallyport.domain.throttle.Decision.Allowed;
import dev.sallyport.domain.throttle.Decision.Limited;
import dev.sallyport.domain.throttle.Failures;
import dev.sallyport.domain.throttle.Limit;
import dev.sallyport.domain.throttle.LimitKey;
import dev.sallyport.domain.throttle.LimitName;
import dev.sallyport.domain.throttle.Throttle;
import dev.sallyport.domain.throttle.Unlimited;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What every [RateLimiter] promises. Subclasses give one that has counted nothing.
public abstract class RateLimiterContract {

  private static final Limit TWENTY = new Limit(20, Duration.ofMinutes(1));
  private static final Backoff BACKOFF =
      new Backoff(5, Duration.ofSeconds(1), Duration.ofMinutes(15), Duration.ofDays(1));

  protected abstract RateLimiter limiter();

  private static LimitKey limit(long id) {
    return new LimitKey(LimitName.LOGIN_PER_ADDRESS, id, id);
  }

  private static LimitKey failures(long id) {
    return new LimitKey(LimitName.LOGIN_FAILURES, id, id);
  }

  @Test
  void it_counts_by_the_rule() {
    RateLimiter limiter = limiter();
    for (int i = 0; i < 20; i++) {
      assertThat(limiter.debit(limit(1), TWENTY, NOW)).isInstanceOf(Allowed.class);
    }

    assertThat(limiter.debit(limit(1), TWENTY, NOW)).isEqualTo(new Limited(Duration.ofSeconds(3)));
    assertThat(limiter.debit(limit(1), TWENTY, NOW.plusSeconds(3))).isInstanceOf(Allowed.class);
  }

  @Test
  void it_counts_failures_by_the_rule() {
    RateLimiter limiter = limiter();
    for (int i = 1; i <= 5; i++) {
      assertThat(limiter.debit(failures(1), BACKOFF, NOW))
          .isEqualTo(new Allowed(Optional.of(new Failures(i, NOW))));
    }

    assertThat(limiter.debit(failures(1), BACKOFF, NOW))
        .isEqualTo(new Limited(Duration.ofSeconds(1)));
  }

  @Test
  void each_key_has_a_count_of_its_own() {
    RateLimiter limiter = limiter();
    for (int i = 0; i < 21; i++) {
      limiter.debit(limit(1), TWENTY, NOW);
    }

    assertThat(limiter.debit(limit(2), TWENTY, NOW)).isInstanceOf(Allowed.class);
    assertThat(limiter.debit(new LimitKey(LimitName.LOGIN_PER_ADDRESS, 1, 2), TWENTY, NOW))
        .isInstanceOf(Allowed.class);
    assertThat(limiter.debit(new LimitKey(LimitName.REFRESH_PER_ADDRESS, 1, 1), TWENTY, NOW))
        .isInstanceOf(Allowed.class);
  }

  @Test
  void what_is_taken_back_can_be_had_again() {
    RateLimiter limiter = limiter();
    limiter.credit(limit(1), TWENTY, NOW);
    for (int i = 0; i < 20; i++) {
      limiter.debit(limit(1), TWENTY, NOW);
    }
    limiter.credit(limit(1), TWENTY, NOW);

    assertThat(limiter.debit(limit(1), TWENTY, NOW)).isInstanceOf(Allowed.class);
    assertThat(limiter.debit(limit(1), TWENTY, NOW)).isInstanceOf(Limited.class);
  }

  @Test
  void what_is_cleared_was_never_counted() {
    RateLimiter limiter = limiter();
    limiter.clear(failures(1));
    for (int i = 0; i < 6; i++) {
      limiter.debit(failures(1), BACKOFF, NOW);
    }
    limiter.clear(failures(1));

    assertThat(limiter.debit(failures(1), BACKOFF, NOW))
        .isEqualTo(new Allowed(Optional.of(new Failures(1, NOW))));
  }

  @Test
  void what_is_off_is_always_allowed() {
    RateLimiter limiter = limiter();
    for (int i = 0; i < 100; i++) {
      assertThat(limiter.debit(limit(1), new Unlimited(), NOW))
          .isEqualTo(new Allowed(Optional.empty()));
    }
    limiter.credit(limit(1), new Unlimited(), NOW);
  }

  @Test
  @Tag("T-04")
  @Tag("ASVS-15.4.2")
  void of_many_at_once_no_more_are_allowed_than_one_after_the_other() throws Exception {
    RateLimiter limiter = limiter();
    for (long round = 1; round <= 20; round++) {
      LimitKey key = limit(round);
      try (var threads = Executors.newFixedThreadPool(8)) {
        List<Callable<Decision>> debits = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
          debits.add(() -> limiter.debit(key, TWENTY, NOW));
        }
        long allowed = 0;
        for (var debit : threads.invokeAll(debits)) {
          allowed += debit.get() instanceof Allowed ? 1 : 0;
        }
        assertThat(allowed).isEqualTo(20);
      }
    }
  }

  @Test
  void a_long_history_of_few_keys_is_judged_as_the_rules_judge_it() {
    RateLimiter limiter = limiter();
    var oracle = new PlainRateLimiter();
    var random = new Random(5);
    Instant now = NOW;
    for (int i = 0; i < 20_000; i++) {
      now = now.plusMillis(random.nextInt(2000));
      boolean isLimit = random.nextBoolean();
      Throttle throttle = isLimit ? TWENTY : BACKOFF;
      LimitKey key = isLimit ? limit(random.nextInt(3)) : failures(random.nextInt(3));
      switch (random.nextInt(20)) {
        case 0 -> {
          limiter.clear(key);
          oracle.clear(key);
        }
        case 1 -> {
          limiter.credit(key, throttle, now);
          oracle.credit(key, throttle, now);
        }
        default ->
            assertThat(limiter.debit(key, throttle, now))
                .isEqualTo(oracle.debit(key, throttle, now));
      }
    }
  }
}
