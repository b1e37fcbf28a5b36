package dev.sallyport.domain.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class IdempotencyKeyTest {

  @Test
  void it_has_16_to_128_characters_of_base64url() {
    assertThat(IdempotencyKey.parse("a".repeat(16))).isPresent();
    assertThat(IdempotencyKey.parse("Z".repeat(128))).isPresent();
    assertThat(IdempotencyKey.parse("0f8fad5b-d9cb-469f-a165-70867728950e")).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "fifteen-chars--",
        "sixteen chars---",
        "sixteen.chars---",
        "sixteen=chars---",
        "\"0f8fad5b-d9cb-469f\"",
        "sixteen-chars--\u00e9",
        "sixteen-chars--\u0000",
      })
  void everything_else_is_malformed(String text) {
    assertThat(IdempotencyKey.parse(text)).isEmpty();
    assertThatIllegalArgumentException().isThrownBy(() -> new IdempotencyKey(text));
  }

  @Test
  void it_is_not_longer_than_128_characters() {
    assertThat(IdempotencyKey.parse("a".repeat(129))).isEmpty();
  }

  @Test
  void what_is_kept_of_it_is_its_sha_256() {
    // sha256sum of "abcdefghijklmnop"
    assertThat(new IdempotencyKey("abcdefghijklmnop").digest().bytes())
        .isEqualTo(
            HexFormat.of()
                .parseHex("f39dac6cbaba535e2c207cd0cd8f154974223c848f727f98b3564cea569b41cf"));
  }

  @Test
  void two_digests_are_equal_when_their_keys_are() {
    var one = new IdempotencyKey("abcdefghijklmnop").digest();

    assertThat(one)
        .isEqualTo(new IdempotencyKey("abcdefghijklmnop").digest())
        .isEqualTo(new IdempotencyKeyDigest(one.bytes()))
        .hasSameHashCodeAs(new IdempotencyKeyDigest(one.bytes()))
        .isNotEqualTo(new IdempotencyKey("abcdefghijklmnoq").digest());
    assertThatIllegalArgumentException().isThrownBy(() -> new IdempotencyKeyDigest(new byte[31]));
  }
}
