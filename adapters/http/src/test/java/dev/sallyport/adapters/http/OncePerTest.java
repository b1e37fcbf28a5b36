package dev.sallyport.adapters.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/// One passes in each while.
final class OncePerTest {

  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 10);
  private final OncePer hour = new OncePer(Duration.ofHours(1), nanos::get);

  @Test
  void the_first_passes_and_then_none_until_the_while_is_over() {
    assertThat(hour.isDue()).isTrue();
    assertThat(hour.isDue()).isFalse();
    nanos.addAndGet(Duration.ofHours(1).toNanos() - 1);
    assertThat(hour.isDue()).isFalse();
    nanos.incrementAndGet();
    assertThat(hour.isDue()).isTrue();
    assertThat(hour.isDue()).isFalse();
  }
}
