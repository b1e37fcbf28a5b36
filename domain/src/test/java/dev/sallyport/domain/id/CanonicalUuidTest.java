package dev.sallyport.domain.id;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CanonicalUuidTest {

  @Test
  void the_canonical_spelling_is_read() {
    UUID uuid = new UUID(0x0f8fad5bd9cb469fL, 0xa16570867728950eL);

    assertThat(CanonicalUuid.parse("0f8fad5b-d9cb-469f-a165-70867728950e")).contains(uuid);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "1-1-1-1-1",
        "0F8FAD5B-D9CB-469F-A165-70867728950E",
        "0f8fad5b-d9cb-469f-a165-70867728950E",
        "0f8fad5bd9cb469fa16570867728950e",
        "{0f8fad5b-d9cb-469f-a165-70867728950e}",
        "urn:uuid:0f8fad5b-d9cb-469f-a165-70867728950e",
        " 0f8fad5b-d9cb-469f-a165-70867728950e",
        "0f8fad5b-d9cb-469f-a165-70867728950e\n",
        "0f8fad5b-d9cb-469f-a165-70867728950g",
        "0f8fad5b-d9cb-469f-a165-7086772895\u0660\u0661",
        "0f8fad5b_d9cb_469f_a165_70867728950e",
        "0f8fad5bd-9cb-469f-a165-70867728950e",
        "-f8fad5b-d9cb-469f-a165-70867728950e",
        "0f8fad5b-d9cb-469f-a165-70867728950",
      })
  void every_other_spelling_is_refused(String text) {
    assertThat(CanonicalUuid.parse(text)).isEmpty();
  }

  @Test
  void the_alphabet_of_base64url_has_64_characters() {
    assertThat(IntStream.range(0, Character.MAX_VALUE).filter(Base64UrlAlphabet::contains).count())
        .isEqualTo(64);
    assertThat(Base64UrlAlphabet.spells("Az09-_")).isTrue();
    assertThat(Base64UrlAlphabet.spells("a=")).isFalse();
    assertThat(Base64UrlAlphabet.spells("a+")).isFalse();
    assertThat(Base64UrlAlphabet.spells("a/")).isFalse();
    assertThat(Base64UrlAlphabet.spells("\uff21")).isFalse();
  }
}
