package dev.sallyport.domain.recovery;

import static dev.sallyport.domain.Sample.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.domain.Sample;
import dev.sallyport.domain.key.RootSecrets;
import dev.sallyport.domain.password.PasswordHash;
import dev.sallyport.domain.user.Role;
import dev.sallyport.domain.user.Roles;
import dev.sallyport.domain.user.User;
import dev.sallyport.domain.user.UserId;
import dev.sallyport.domain.user.Username;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ResetTokensTest {

  private static final PasswordHash HASH = new PasswordHash("{plain}one");

  private final ResetTokens tokens = new ResetTokens(Sample.ROOTS);
  private final User alice =
      User.create(Sample.ALICE, new Username("alice"), HASH, Roles.NONE, NOW);
  private final ResetToken token = tokens.issue(alice, NOW);

  @Test
  void a_token_is_recognised_for_its_user_until_its_life_is_over() {
    assertThat(token.user()).isEqualTo(alice.id());
    assertThat(tokens.recognises(token, alice, NOW)).isTrue();
    assertThat(tokens.recognises(token, alice, NOW.plus(ResetTokens.LIFE).minusSeconds(1)))
        .isTrue();
    assertThat(tokens.recognises(token, alice, NOW.plus(ResetTokens.LIFE))).isFalse();
  }

  @Test
  void it_is_nobody_elses() {
    var bob = User.create(new UserId(new UUID(7, 7)), new Username("bob"), HASH, Roles.NONE, NOW);

    assertThat(tokens.recognises(token, bob, NOW)).isFalse();
  }

  @Test
  void whatever_changes_about_the_user_ends_it_but_for_another_hash_of_the_same_password() {
    assertThat(
            List.of(
                alice.withPassword(HASH),
                alice.withTemporaryPassword(HASH, NOW),
                alice.disable(),
                alice.disable().enable(),
                alice.renamed(new Username("al")),
                alice.withRoles(new Roles(List.of(Role.ADMINISTRATOR)))))
        .noneMatch(changed -> tokens.recognises(token, changed, NOW));
    assertThat(tokens.recognises(token, alice.rehashed(new PasswordHash("{plain}two")), NOW))
        .isTrue();
  }

  @Test
  void a_disabled_user_has_none() {
    User disabled = alice.disable();

    assertThat(tokens.recognises(tokens.issue(disabled, NOW), disabled, NOW)).isFalse();
  }

  @Test
  void a_new_root_secret_ends_it() {
    var both = RootSecrets.of(List.of(Sample.root(1, 0x10), Sample.root(2, 0x20)));

    assertThat(new ResetTokens(both).recognises(token, alice, NOW)).isFalse();
    assertThat(
            new ResetTokens(RootSecrets.of(List.of(Sample.root(1, 0x33))))
                .recognises(token, alice, NOW))
        .isFalse();
  }

  @Tag("N-15")
  @Test
  void its_text_is_read_back_and_every_changed_character_of_it_makes_it_foreign() {
    String text = token.text();
    assertThat(text).hasSize(ResetToken.TEXT_LENGTH);
    assertThat(ResetToken.parse(text)).contains(token);
    for (int i = 0; i < text.length(); i++) {
      char other = text.charAt(i) == 'A' ? 'B' : 'A';
      String forged = text.substring(0, i) + other + text.substring(i + 1);
      assertThat(ResetToken.parse(forged).filter(t -> tokens.recognises(t, alice, NOW)))
          .as("character %s", i)
          .isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "null"})
  void what_has_not_the_form_of_one_is_none(String text) {
    assertThat(ResetToken.parse(text)).isEmpty();
    assertThat(ResetToken.parse(token.text() + text + "A")).isEmpty();
    assertThat(ResetToken.parse(token.text().replace(token.text().charAt(0), '='))).isEmpty();
  }
}
