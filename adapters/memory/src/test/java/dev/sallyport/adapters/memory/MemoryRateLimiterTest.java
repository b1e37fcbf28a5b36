package dev.sallyport.adapters.memory;

import static dev.sallyport.application.port.Given.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.application.port.RateLimiter;
import dev.sallyport.application.port.RateLimiterContract;
import dev.sallyport.domain.throttle.Backoff;
import dev.sallyport.domain.throttle.Decision.Allowed;
import dev.sallyport.domain.throttle.Decision.Limited;
import dev.sallyport.domain.throttle.Limit;
import dev.sallyport.domain.throttle.LimitKey;
import dev.sallyport.domain.throttle.LimitName;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

final class MemoryRateLimiterTest extends RateLimiterContract {

  private static final Limit TWENTY = new Limit(20, Duration.ofMinutes(1));
  private static final Backoff BACKOFF =
      new Backoff(5, Duration.ofSeconds(1), Duration.ofMinutes(15), Duration.ofDays(1));

  private final MemoryRateLimiter limiter = new MemoryRateLimiter();
  private final Random random = new Random(20);

  @Override
  protected RateLimiter limiter() {
    return limiter;
  }

  private LimitKey randomKey(LimitName name) {
    return new LimitKey(name, random.nextLong(), random.nextLong());
  }

  @Test
  @Tag("T-20")
  void a_million_names_and_addresses_take_no_more_memory_than_the_table_has() {
    long before = usedAfterCollection();
    for (int i = 0; i < 1_000_000; i++) {
      limiter.debit(randomKey(LimitName.LOGIN_PER_ADDRESS), TWENTY, NOW);
      limiter.debit(randomKey(LimitName.LOGIN_FAILURES), BACKOFF, NOW);
    }

    assertThat(limiter.size()).isEqualTo(2 * MemoryRateLimiter.PLACES);
    assertThat(usedAfterCollection() - before).isLessThan(16 * 1024 * 1024);
  }

  private static long usedAfterCollection() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  @Test
  @Tag("T-20")
  void a_flood_of_other_names_does_not_wash_out_the_count_of_one_that_is_attacked() {
    LimitKey victim = randomKey(LimitName.LOGIN_FAILURES);
    for (int i = 0; i < 5; i++) {
      limiter.debit(victim, BACKOFF, NOW);
    }
    for (int i = 0; i < 1_000_000; i++) {
      limiter.debit(randomKey(LimitName.LOGIN_FAILURES), BACKOFF, NOW);
    }

    assertThat(limiter.debit(victim, BACKOFF, NOW)).isInstanceOf(Limited.class);
  }

  @Test
  void a_flood_of_names_leaves_the_counts_of_addresses_alone() {
    LimitKey address = randomKey(LimitName.LOGIN_PER_ADDRESS);
    for (int i = 0; i < 20; i++) {
      limiter.debit(address, TWENTY, NOW);
    }
    for (int i = 0; i < 500_000; i++) {
      limiter.debit(randomKey(LimitName.LOGIN_FAILURES), BACKOFF, NOW);
    }

    assertThat(limiter.debit(address, TWENTY, NOW)).isInstanceOf(Limited.class);
  }

  @Test
  void what_has_refilled_makes_room_for_others() {
    for (int i = 0; i < 200_000; i++) {
      limiter.debit(randomKey(LimitName.LOGIN_PER_ADDRESS), TWENTY, NOW);
    }
    Instant later = NOW.plusSeconds(60);
    LimitKey key = randomKey(LimitName.LOGIN_PER_ADDRESS);
    for (int i = 0; i < 20; i++) {
      assertThat(limiter.debit(key, TWENTY, later)).isInstanceOf(Allowed.class);
      for (int other = 0; other < 8; other++) {
        limiter.debit(randomKey(LimitName.LOGIN_PER_ADDRESS), TWENTY, later);
      }
    }

    assertThat(limiter.debit(key, TWENTY, later)).isInstanceOf(Limited.class);
  }
}
