package dev.sallyport.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sallyport.benchmarks.report.Comparison.Round;
import java.util.List;
import org.junit.jupiter.api.Test;

class ComparisonTest {

  /// The median of the ratios, not the ratio of the medians: a round that was slow was slow for both.
  @Test
  void ratios_are_those_of_rounds() {
    var figure =
        new Comparison(
            "a",
            "b",
            "c",
            List.of(new Round(10, 20), new Round(100, 125), new Round(1, 1)),
            new Target.AtLeast(0.8));

    assertThat(figure.ratio()).isEqualTo(new Spread(0.8, 0.5, 1));
    assertThat(figure.isMet()).isTrue();
  }

  @Test
  void the_median_of_the_rounds_has_to_be_what_is_wanted() {
    assertThat(Figures.MET.isMet()).isTrue();
    assertThat(Figures.MISSED.isMet()).isFalse();
    assertThat(Figures.ALONE.isMet()).isTrue();
    assertThat(Comparison.alone("memory", "MiB", List.of(160.5), new Target.AtMost(160)).isMet())
        .isFalse();
    assertThat(Figures.WITHOUT_TARGET.isMet()).isTrue();
  }

  @Test
  void what_was_not_measured_is_no_figure() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Comparison("a", "b", "c", List.of(), Target.none()));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Comparison("a", "b", "c", List.of(new Round(1, 0)), Target.none()));
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new Comparison("a", "b", "c", List.of(new Round(1, Double.NaN)), Target.none()));
  }
}
