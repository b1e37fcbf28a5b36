package dev.sallyport.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PaceTest {

  private static final long SECOND = 1_000_000_000;

  @Test
  void it_counts_from_the_first_answer_to_the_last_before_the_end() {
    var pace = new Pace();
    for (long at : new long[] {7, 8, 9, 10, 15}) {
      pace.answered(at * SECOND, 11 * SECOND);
    }

    assertThat(pace.perSecond()).isEqualTo(1);
  }

  @Test
  void of_less_than_two_answers_there_is_none() {
    var pace = new Pace();
    pace.answered(5 * SECOND, SECOND);

    assertThat(pace.perSecond()).isZero();
  }
}
