package dev.sallyport.domain.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class OAuthClientTest {

  @ParameterizedTest
  @ValueSource(strings = {"a", "0", "notes-api", "a.b_c-d"})
  void an_id_is_lower_case(String text) {
    assertThat(OAuthClientId.parse(text)).contains(new OAuthClientId(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "A", "-a", ".a", "a:b", "a b", "é", "a\n"})
  void whatever_else_is_none(String text) {
    assertThat(OAuthClientId.parse(text)).isEmpty();
    assertThatThrownBy(() -> new OAuthClientId(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void an_id_has_64_characters_at_most() {
    assertThat(OAuthClientId.parse("a".repeat(64))).isPresent();
    assertThat(OAuthClientId.parse("a".repeat(65))).isEmpty();
  }

  @Test
  void a_secret_has_43_characters_and_prints_none_of_them() {
    var secret = OAuthClientSecret.create(new byte[32]);

    assertThat(secret.reveal()).isEqualTo("A".repeat(43));
    assertThat(secret.toString()).doesNotContain("AAA");
    assertThat(secret.digest())
        .isEqualTo(OAuthClientSecret.presented("A".repeat(43)).digest())
        .isNotEqualTo(OAuthClientSecret.presented("A".repeat(42)).digest());
  }
}
