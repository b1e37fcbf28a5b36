package dev.sallyport.application.port;

import static dev.sallyport.application.port.Given.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.domain.key.KeyId;
import dev.sallyport.domain.key.SigningAlgorithm;
import dev.sallyport.domain.key.SigningKey;
import dev.sallyport.domain.key.WrappedKey;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What every [SigningKeyStore] promises. Subclasses give an empty store.
public abstract class SigningKeyStoreContract {

  protected abstract SigningKeyStore keys();

  private static SigningKey key(String id, SigningAlgorithm algorithm, int second) {
    return new SigningKey(
        new KeyId(id),
        algorithm,
        new WrappedKey(new byte[] {1, 2, 3, (byte) second}),
        NOW.plusSeconds(second));
  }

  @Test
  void a_new_store_has_no_keys() {
    assertThat(keys().all()).isEmpty();
  }

  @Test
  void keys_come_as_they_were_the_newest_first() {
    SigningKey first = key("first", SigningAlgorithm.RS256, 1);
    SigningKey second = key("second", SigningAlgorithm.RS256, 2);

    assertThat(keys().add(first, Optional.empty())).isTrue();
    assertThat(keys().add(second, Optional.of(first.id()))).isTrue();

    assertThat(keys().all()).containsExactly(second, first);
    assertThat(SigningKeyStore.newest(keys().all(), SigningAlgorithm.RS256)).contains(second);
  }

  @Test
  void of_two_first_keys_one_is_kept() {
    SigningKey first = key("first", SigningAlgorithm.RS256, 1);
    keys().add(first, Optional.empty());

    assertThat(keys().add(key("late", SigningAlgorithm.RS256, 2), Optional.empty())).isFalse();
    assertThat(keys().all()).containsExactly(first);
  }

  @Test
  void of_two_successors_of_one_key_one_is_kept() {
    SigningKey first = key("first", SigningAlgorithm.RS256, 1);
    SigningKey second = key("second", SigningAlgorithm.RS256, 2);
    keys().add(first, Optional.empty());
    keys().add(second, Optional.of(first.id()));

    assertThat(keys().add(key("late", SigningAlgorithm.RS256, 3), Optional.of(first.id())))
        .isFalse();
    assertThat(keys().all()).containsExactly(second, first);
  }

  @Test
  void algorithms_do_not_stand_in_each_others_way() {
    SigningKey rsa = key("rsa", SigningAlgorithm.RS256, 1);
    SigningKey secret = key("secret", SigningAlgorithm.HS256, 2);

    assertThat(keys().add(rsa, Optional.empty())).isTrue();
    assertThat(keys().add(secret, Optional.empty())).isTrue();
    assertThat(SigningKeyStore.newest(keys().all(), SigningAlgorithm.RS256)).contains(rsa);
  }
}
