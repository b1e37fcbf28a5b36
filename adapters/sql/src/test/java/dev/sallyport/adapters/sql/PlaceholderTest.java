package dev.sallyport.adapters.sql;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PlaceholderTest {
  @Test
  void has_a_name() {
    assertThat(new Placeholder("sql").name()).isEqualTo("sql");
  }
}
