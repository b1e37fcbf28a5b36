package dev.sallyport.adapters.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PlaceholderTest {
  @Test
  void has_a_name() {
    assertThat(new Placeholder("http").name()).isEqualTo("http");
  }
}
