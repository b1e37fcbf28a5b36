package dev.sallyport.adapters.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.domain.password.Password;
import dev.sallyport.domain.password.PasswordPolicy;
import dev.sallyport.domain.password.PasswordPolicy.Weakness;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BundledCommonPasswordsTest {

  private final BundledCommonPasswords common = new BundledCommonPasswords();

  @Tag("ASVS-6.2.4")
  @Tag("ASVS-6.2.12")
  @ParameterizedTest
  @ValueSource(
      strings = {
        "password",
        "12345678",
        "football",
        "manchesterunited",
        "correct horse battery staple",
        // the first of the list and one of the last
        "!qaz1qaz",
        "zzzzzzzz"
      })
  void what_is_on_the_list_is_common(String password) {
    assertThat(common.contains(password)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "passwordpassword",
        "passwordpasswor",
        "password-password-password",
        "password password",
        "abc123abc123abc123",
        "letmeinletmein",
        "aaaaaaaaaaaaaaa",
        "xyxyxyxyxyxyxyx",
        "x9k!x9k!x9k!x9k",
        "                    "
      })
  void what_repeats_a_common_one_or_a_short_sequence_is_common(String password) {
    assertThat(common.contains(password)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "abcdefghijklmnopqrstuvwxyz",
        "zyxwvutsrqponmlk",
        "xyzabcdefghijkl",
        "123456789012345",
        "890123456789012",
        "098765432109876",
        "qwertyuiopasdfghjkl",
        "poiuytrewqlkjhgfdsa",
        "qwertzuiopasdfghj",
        "azertyuiopqsdfghjklm",
        "1qaz2wsx3edc4rfv",
        "1q2w3e4r5t6y7u8i",
        "abcdefgh12345678",
        "qwer1234asdf5678",
        "!@#$%^&*()!@#$%^",
        "aaaabbbbccccdddd"
      })
  void a_run_along_the_alphabet_the_digits_or_a_keyboard_is_common(String password) {
    assertThat(common.contains(password)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "password123456789",
        "123456789password",
        "123password45678",
        "qwertyfootball",
        "property1234567",
        "dragon!!!!!!!!!!"
      })
  void a_common_one_beside_a_run_is_common(String password) {
    assertThat(common.contains(password)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "ab",
        "purple giraffe counts backwards",
        "correct horse batteries staple",
        "dragon football mustang",
        "tr0ub4dor&3 and friends",
        "passwordofthemountain",
        "kx7vqp2m9zt4hw6b",
        "x9k!x9k!y9k!x9k!",
        "ärgerliche überraschung",
        "1234-qwer-tree-9021",
        // two neighbours of the list, as they stand there
        "football\nfootball1"
      })
  void anything_else_is_not(String password) {
    assertThat(common.contains(password)).isFalse();
  }

  @Test
  void the_policy_asks_in_lower_case() {
    var policy = new PasswordPolicy(8, common, List.of());

    assertThat(policy.weaknessesOf(new Password("PassWordPassWord"), List.of()))
        .containsExactly(Weakness.COMMON);
    assertThat(policy.weaknessesOf(new Password("purple giraffe counts"), List.of())).isEmpty();
  }

  @Test
  void the_longest_password_is_judged_too() {
    assertThat(common.contains("ab1".repeat(40) + "abcdefgh")).isFalse();
    assertThat(common.contains("1".repeat(127) + "x")).isFalse();
    assertThat(common.contains("1".repeat(128))).isTrue();
  }
}
