package dev.sallyport.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class HistogramTest {

  @Test
  void small_values_are_told_exactly() {
    var histogram = new Histogram();
    LongStream.rangeClosed(1, 100).forEach(histogram::record);

    assertThat(histogram.percentile(0.5)).isEqualTo(50);
    assertThat(histogram.percentile(0.99)).isEqualTo(99);
    assertThat(histogram.percentile(1)).isEqualTo(100);
    assertThat(histogram.count()).isEqualTo(100);
  }

  @Test
  void large_ones_are_never_told_shorter_and_at_most_one_part_in_128_longer() {
    var random = new SplittableRandom(1);
    for (int i = 0; i < 10_000; i++) {
      long value = random.nextLong(1, (Long.MAX_VALUE / 2) >>> random.nextInt(60));
      var histogram = new Histogram();
      histogram.record(value);
      histogram.record(Long.MAX_VALUE);

      assertThat(histogram.percentile(0.5)).isBetween(value, value + value / 128);
    }
  }

  @Test
  void the_slowest_of_a_hundred_is_not_in_the_99th_percentile_but_in_all() {
    var histogram = new Histogram();
    LongStream.range(0, 99).forEach(_ -> histogram.record(1_000));
    histogram.record(9_000_000);

    assertThat(histogram.percentile(0.99)).isBetween(1_000L, 1_008L);
    assertThat(histogram.percentile(0.995)).isEqualTo(9_000_000);
    assertThat(histogram.longest()).isEqualTo(9_000_000);
  }

  @Test
  void two_become_one() {
    var one = new Histogram();
    var other = new Histogram();
    one.record(10);
    other.record(20);
    other.record(30);
    one.add(other);

    assertThat(one.count()).isEqualTo(3);
    assertThat(one.percentile(0.5)).isEqualTo(20);
    assertThat(one.longest()).isEqualTo(30);
  }

  @Test
  void an_empty_one_says_nothing() {
    assertThat(new Histogram().percentile(0.99)).isZero();
    assertThat(new Histogram().longest()).isZero();
  }
}
