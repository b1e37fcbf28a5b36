package dev.sallyport.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DigitsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0|0",
        "0.01234|0.0123",
        "0.1|0.1",
        "0.846|0.846",
        "0.85|0.85",
        "1|1",
        "4.256|4.26",
        "9.999|10",
        "42.04|42",
        "99.97|100",
        "160|160",
        "999.4|999",
        "999.6|1,000",
        "12345|12,300",
        "1000000|1,000,000",
        "-3.14159|-3.14"
      })
  void three_digits_count(double value, String text) {
    assertThat(Digits.text(value)).isEqualTo(text);
  }
}
