package dev.sallyport.domain.password;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sallyport.domain.password.PasswordPolicy.Weakness;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PasswordPolicyTest {

  private static final String EMOJI = "\ud83d\ude00";
  private static final Set<String> COMMON =
      Set.of("passwordpassword", "12345678", "123456789012345");

  private final PasswordPolicy policy =
      new PasswordPolicy(15, COMMON::contains, List.of("sallyport", "auth.example.org"));

  private Set<Weakness> weaknesses(String password) {
    return policy.weaknessesOf(new Password(password), List.of("alice", "Alice@Example.org"));
  }

  /// OWASP ASVS 5.0, 6.2.1.
  @Tag("ASVS-6.2.1")
  @Test
  void a_password_has_at_least_15_code_points() {
    assertThat(weaknesses("kitchen-table!")).containsExactly(Weakness.TOO_SHORT);
    assertThat(weaknesses("kitchen-tables!")).isEmpty();
    assertThat(weaknesses(EMOJI.repeat(14))).containsExactly(Weakness.TOO_SHORT);
    assertThat(weaknesses(EMOJI.repeat(15))).isEmpty();
  }

  /// OWASP ASVS 5.0, 6.2.9.
  @Tag("ASVS-6.2.9")
  @Test
  void a_password_has_at_most_128_code_points() {
    assertThat(weaknesses(EMOJI.repeat(64))).isEmpty();
    assertThat(weaknesses(EMOJI.repeat(128))).isEmpty();
    assertThat(weaknesses("\u00e9".repeat(129))).containsExactly(Weakness.TOO_LONG);
  }

  /// OWASP ASVS 5.0, 6.2.5.
  @Tag("ASVS-6.2.5")
  @ParameterizedTest
  @ValueSource(
      strings = {
        "aaaa bbbb cccc dddd",
        "               ",
        "only lower case",
        "123456789012346",
        "\u4f8b\u3048\u4f8b\u3048\u4f8b\u3048\u4f8b\u3048\u4f8b\u3048\u4f8b\u3048\u4f8b\u3048!",
      })
  void there_are_no_rules_of_composition(String password) {
    assertThat(weaknesses(password)).isEmpty();
  }

  /// OWASP ASVS 5.0, 6.2.4.
  @Tag("ASVS-6.2.4")
  @ParameterizedTest
  @ValueSource(strings = {"passwordpassword", "PasswordPassword", "PASSWORDPASSWORD"})
  void a_common_password_is_refused_whatever_its_case(String password) {
    assertThat(weaknesses(password)).containsExactly(Weakness.COMMON);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "passwordpassword!",
        "1passwordpassword",
        "2024! Passwordpassword",
        "PasswordPassword 2024",
      })
  void digits_and_signs_around_a_common_password_make_it_no_better(String password) {
    assertThat(weaknesses(password)).containsExactly(Weakness.COMMON);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "passwordpassword2024!!!",
        "passwordpassworda",
        "passwordpass1word",
        "2024!!!!!!!!!!!"
      })
  void more_than_six_signs_or_a_letter_make_it_another(String password) {
    assertThat(weaknesses(password)).isEmpty();
  }

  @Test
  void common_passwords_are_found_in_any_locale() {
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.forLanguageTag("tr"));
      var common = new PasswordPolicy(8, "iiiiiiiiiiiiiii"::equals, List.of());
      assertThat(common.weaknessesOf(new Password("IIIIIIIIIIIIIII"), List.of()))
          .containsExactly(Weakness.COMMON);
    } finally {
      Locale.setDefault(before);
    }
  }

  /// OWASP ASVS 5.0, 6.1.2 and 6.2.11.
  @Tag("ASVS-6.2.11")
  @ParameterizedTest
  @ValueSource(
      strings = {
        "alice-alice-alice",
        "alicealicealice",
        "Alice.ALICE alice",
        "alice@example.org",
        "ALICE@EXAMPLE.ORG",
        "sallyport_sallyport",
        "auth.example.org",
        "alice sallyport",
        "Alice@Sallyport-alice",
        "alicealicealice1",
        "2024-Sallyport!",
      })
  void a_word_of_the_context_repeated_is_refused(String password) {
    assertThat(weaknesses(password)).containsExactly(Weakness.CONTEXT_WORD);
  }

  @Test
  void a_word_of_the_context_among_others_is_fine() {
    assertThat(weaknesses("alice-likes-trees")).isEmpty();
    assertThat(weaknesses("the sallyport opens")).isEmpty();
    assertThat(weaknesses("alice-alice-alic")).isEmpty();
    assertThat(weaknesses("alice--sallyport")).isEmpty();
    assertThat(weaknesses("sallyport2024!!!")).isEmpty();
  }

  @Test
  void an_empty_word_gives_nothing_away() {
    assertThat(policy.weaknessesOf(new Password("kitchen-tables!"), List.of(""))).isEmpty();
  }

  @Test
  void everything_that_is_wrong_is_said_at_once() {
    assertThat(weaknesses("alice"))
        .containsExactlyInAnyOrder(Weakness.TOO_SHORT, Weakness.CONTEXT_WORD);
    assertThat(weaknesses("12345678"))
        .containsExactlyInAnyOrder(Weakness.TOO_SHORT, Weakness.COMMON);
  }

  @Test
  void the_caller_may_add_to_what_was_found() {
    Set<Weakness> found = weaknesses("kitchen-tables!");
    found.add(Weakness.UNCHANGED);

    assertThat(weaknesses("kitchen-tables!")).isEmpty();
  }

  @Tag("ASVS-6.2.1")
  @Test
  void the_least_length_is_8_to_64() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new PasswordPolicy(7, COMMON::contains, List.of()));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new PasswordPolicy(65, COMMON::contains, List.of()));
    assertThat(new PasswordPolicy(8, COMMON::contains, List.of()).minCodePoints()).isEqualTo(8);
    assertThat(new PasswordPolicy(64, COMMON::contains, List.of()).minCodePoints()).isEqualTo(64);
  }
}
