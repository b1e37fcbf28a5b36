package dev.sallyport.domain.password;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sallyport.domain.password.Password.Fault;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PasswordTest {

  private static final String EMOJI = "\ud83d\ude00";

  private static void assertFault(String text, Fault fault) {
    assertThat(Password.faultOf(text)).contains(fault);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Password(text))
        .withMessage("not a password")
        .withNoCause();
  }

  @ParameterizedTest
  @ValueSource(strings = {" ", "a", "  a  ", "' OR 1=1--", "\t", "\u202e", "null"})
  @Tag("L-17")
  @Tag("ASVS-6.2.5")
  void anything_that_can_be_typed_is_a_password(String text) {
    assertThat(Password.faultOf(text)).isEmpty();
    assertThat(new Password(text).text()).isEqualTo(text);
  }

  @Test
  @Tag("L-17")
  void nothing_is_no_password() {
    assertFault("", Fault.EMPTY);
  }

  @Test
  @Tag("L-10")
  void nul_is_in_no_password() {
    assertFault("a\0a", Fault.NUL);
    assertFault("\0", Fault.NUL);
    assertFault("a\0", Fault.NUL);
  }

  @Test
  @Tag("L-11")
  void a_lone_surrogate_is_in_no_password() {
    assertFault("\ud800", Fault.ILL_FORMED);
    assertFault("a\udc00", Fault.ILL_FORMED);
    assertFault("\ude00\ud83d", Fault.ILL_FORMED);
    assertFault(EMOJI + "\ud83d", Fault.ILL_FORMED);
    assertThat(Password.faultOf(EMOJI)).isEmpty();
  }

  @Test
  @Tag("L-16")
  void it_has_at_most_1024_bytes_of_utf_8() {
    for (String character : new String[] {"a", "\u00e9", "\u4f8b", EMOJI}) {
      int width = character.getBytes(StandardCharsets.UTF_8).length;
      String most = character.repeat(1024 / width) + "a".repeat(1024 % width);

      assertThat(new Password(most).utf8()).hasSize(1024);
      assertFault(most + "a", Fault.TOO_LONG);
    }
    assertFault("a".repeat(10 << 20), Fault.TOO_LONG);
  }

  @Test
  void its_bytes_are_those_that_were_typed() {
    assertThat(new Password(" \u00e9 ").utf8()).containsExactly(0x20, 0xC3, 0xA9, 0x20);
    assertThat(new Password("e\u0301").utf8()).isNotEqualTo(new Password("\u00e9").utf8());
    assertThat(new Password("A")).isNotEqualTo(new Password("a"));
  }

  @Test
  void its_length_is_counted_in_code_points() {
    assertThat(new Password(EMOJI.repeat(15)).codePoints()).isEqualTo(15);
    assertThat(new Password("e\u0301").codePoints()).isEqualTo(2);
  }

  @Test
  void a_hash_has_its_scheme_in_front() {
    var hash = new PasswordHash("{bcrypt-hmac:1}$2a$12$abc}");

    assertThat(hash.scheme()).isEqualTo("bcrypt-hmac:1");
    assertThat(hash.encoded()).isEqualTo("$2a$12$abc}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "$2a$12$abc", "{}abc", "{bcrypt", "}{", " {bcrypt}x"})
  void what_has_no_scheme_is_no_hash(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> new PasswordHash(text));
  }

  @Test
  void a_hash_is_not_endless() {
    assertThat(new PasswordHash("{a}" + "x".repeat(252)).encoded()).hasSize(252);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new PasswordHash("{a}" + "x".repeat(253)));
  }
}
