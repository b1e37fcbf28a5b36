package dev.sallyport.domain.device;

import static dev.sallyport.domain.Sample.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.domain.Sample;
import dev.sallyport.domain.key.RootSecrets;
import dev.sallyport.domain.password.PasswordHash;
import dev.sallyport.domain.user.Roles;
import dev.sallyport.domain.user.User;
import dev.sallyport.domain.user.UserId;
import dev.sallyport.domain.user.Username;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DeviceTokensTest {

  private static final PasswordHash HASH = new PasswordHash("{plain}one");
  private static final byte[] RANDOM = new byte[DeviceToken.RANDOM_BYTES];

  private final DeviceTokens devices = new DeviceTokens(Sample.ROOTS);
  private final User alice =
      User.create(Sample.ALICE, new Username("alice"), HASH, Roles.NONE, NOW);
  private final DeviceToken token = devices.issue(alice, RANDOM, NOW);

  @Test
  void a_token_is_recognised_for_its_user_until_its_life_is_over() {
    assertThat(devices.recognises(token, alice, NOW)).isTrue();
    assertThat(devices.recognises(token, alice, NOW.plus(DeviceTokens.LIFE).minusSeconds(1)))
        .isTrue();
    assertThat(devices.recognises(token, alice, NOW.plus(DeviceTokens.LIFE))).isFalse();
  }

  @Test
  void it_is_nobody_elses() {
    var bob = User.create(new UserId(new UUID(7, 7)), new Username("bob"), HASH, Roles.NONE, NOW);

    assertThat(devices.recognises(token, bob, NOW)).isFalse();
  }

  @Test
  void a_change_of_the_password_ends_it_and_no_other_change_does() {
    assertThat(devices.recognises(token, alice.withPassword(HASH), NOW)).isFalse();
    assertThat(devices.recognises(token, alice.withTemporaryPassword(HASH, NOW), NOW)).isFalse();
    assertThat(devices.recognises(token, alice.rehashed(new PasswordHash("{plain}two")), NOW))
        .isTrue();
    assertThat(devices.recognises(token, alice.renamed(new Username("al")).disable().enable(), NOW))
        .isTrue();
  }

  @Test
  void a_new_root_secret_ends_it() {
    var both = RootSecrets.of(List.of(Sample.root(1, 0x10), Sample.root(2, 0x20)));

    assertThat(new DeviceTokens(both).recognises(token, alice, NOW)).isFalse();
    assertThat(
            new DeviceTokens(RootSecrets.of(List.of(Sample.root(1, 0x33))))
                .recognises(token, alice, NOW))
        .isFalse();
  }

  @Test
  void its_text_is_read_back_and_every_changed_character_of_it_makes_it_foreign() {
    String text = token.text();
    assertThat(text).hasSize(DeviceToken.TEXT_LENGTH);
    assertThat(DeviceToken.parse(text)).contains(token);
    for (int i = 0; i < text.length(); i++) {
      char other = text.charAt(i) == 'A' ? 'B' : 'A';
      String forged = text.substring(0, i) + other + text.substring(i + 1);
      assertThat(DeviceToken.parse(forged).filter(t -> devices.recognises(t, alice, NOW)))
          .as("character %s", i)
          .isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "null"})
  void what_has_not_the_form_of_one_is_none(String text) {
    assertThat(DeviceToken.parse(text)).isEmpty();
    assertThat(DeviceToken.parse(token.text() + text + "A")).isEmpty();
    assertThat(DeviceToken.parse(token.text().replace(token.text().charAt(0), '='))).isEmpty();
  }

  @Test
  void two_browsers_have_two_identities() {
    byte[] other = RANDOM.clone();
    other[0] = 1;

    assertThat(devices.issue(alice, other, NOW)).isNotEqualTo(token);
    assertThat(devices.issue(alice, other, NOW).id()).isEqualTo(other);
    assertThat(Arrays.equals(token.id(), RANDOM)).isTrue();
  }
}
