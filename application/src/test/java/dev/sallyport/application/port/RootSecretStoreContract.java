package dev.sallyport.application.port;

import static dev.sallyport.application.port.Given.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.application.port.RootSecretStore.WrappedRootSecret;
import dev.sallyport.domain.key.WrappedKey;
import org.junit.jupiter.api.Test;

/// What every [RootSecretStore] promises. Subclasses give an empty store.
public abstract class RootSecretStoreContract {

  protected abstract RootSecretStore rootSecrets();

  private static WrappedRootSecret secret(int number, int content) {
    return new WrappedRootSecret(number, new WrappedKey(new byte[] {9, (byte) content}), NOW);
  }

  @Test
  void a_new_store_has_no_secrets() {
    assertThat(rootSecrets().all()).isEmpty();
  }

  @Test
  void secrets_come_as_they_were_the_lowest_number_first() {
    assertThat(rootSecrets().add(secret(2, 1))).isTrue();
    assertThat(rootSecrets().add(secret(1, 2))).isTrue();

    assertThat(rootSecrets().all()).containsExactly(secret(1, 2), secret(2, 1));
  }

  @Test
  void of_two_secrets_with_one_number_the_first_is_kept() {
    rootSecrets().add(secret(1, 1));

    assertThat(rootSecrets().add(secret(1, 2))).isFalse();
    assertThat(rootSecrets().all()).containsExactly(secret(1, 1));
  }
}
