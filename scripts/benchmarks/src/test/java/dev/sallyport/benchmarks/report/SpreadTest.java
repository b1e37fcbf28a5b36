package dev.sallyport.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class SpreadTest {

  @Test
  void of_an_odd_number_the_median_is_the_one_in_the_middle() {
    assertThat(Spread.of(List.of(9.0, 1.0, 4.0))).isEqualTo(new Spread(4, 1, 9));
  }

  @Test
  void of_an_even_number_it_is_between_the_two_there() {
    assertThat(Spread.of(List.of(9.0, 1.0, 4.0, 5.0))).isEqualTo(new Spread(4.5, 1, 9));
  }

  @Test
  void of_one_value_it_is_that() {
    assertThat(Spread.of(List.of(7.0))).isEqualTo(new Spread(7, 7, 7));
  }

  @Test
  void nothing_and_what_is_no_number_have_none() {
    assertThatIllegalArgumentException().isThrownBy(() -> Spread.of(List.of()));
    assertThatIllegalArgumentException().isThrownBy(() -> Spread.of(List.of(1.0, Double.NaN)));
  }
}
