package dev.sallyport.domain.placeholder;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PlaceholderTest {
  @Test
  void has_a_name() {
    assertThat(new Placeholder("domain").name()).isEqualTo("domain");
  }
}
