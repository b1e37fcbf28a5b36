package dev.sallyport.domain.key;

import static dev.sallyport.domain.Sample.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sallyport.domain.Sample;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class WrappedKeysTest {

  private final MasterKey old = new MasterKey(Sample.bytes(1));
  private final MasterKey fresh = new MasterKey(Sample.bytes(2));
  private final MasterKey stranger = new MasterKey(Sample.bytes(3));
  private final AtomicInteger counter = new AtomicInteger();

  private final RootSecret one = Sample.root(1, 0x10);
  private final RootSecret two = Sample.root(2, 0x20);
  private final OpenSigningKey signing =
      new OpenSigningKey(new KeyId("kid"), SigningAlgorithm.HS256, Sample.bytes(0x30));

  private final WrappedKeys keys =
      WrappedKeys.NONE
          .with(WrappedRootSecret.wrap(one, old, nonce(), NOW))
          .with(WrappedRootSecret.wrap(two, old, nonce(), NOW))
          .with(
              SigningKeys.NONE
                  .with(Sample.signingKey(signing, old, nonce()))
                  .revoked(signing.id(), NOW));

  private byte[] nonce() {
    byte[] nonce = new byte[MasterKey.NONCE_LENGTH];
    nonce[0] = (byte) counter.incrementAndGet();
    return nonce;
  }

  @Test
  void under_another_master_key_they_are_the_same_keys() {
    WrappedKeys rewrapped = keys.rewrapped(old, fresh, this::nonce).orElseThrow();

    assertThat(rewrapped.openUnder(fresh)).isTrue();
    assertThat(rewrapped.openUnder(old)).isFalse();
    assertThat(rewrapped.roots())
        .extracting(root -> root.open(fresh).orElseThrow())
        .containsExactly(one, two);
    SigningKey key = rewrapped.signing().newestFirst().getFirst();
    assertThat(key.open(fresh)).contains(signing);
    assertThat(key.revokedAt()).contains(NOW);
    assertThat(counter.get()).as("a nonce each").isEqualTo(6);
  }

  @Test
  void a_change_that_was_half_done_is_finished() {
    WrappedKeys half =
        new WrappedKeys(
            List.of(keys.roots().getFirst(), WrappedRootSecret.wrap(two, fresh, nonce(), NOW)),
            keys.signing());

    assertThat(half.rewrapped(old, fresh, this::nonce).orElseThrow().openUnder(fresh)).isTrue();
  }

  @Test
  void what_opens_under_neither_master_key_is_not_touched() {
    assertThat(keys.rewrapped(stranger, fresh, this::nonce)).isEmpty();
    var foreign = keys.with(SigningKeys.NONE.with(Sample.signingKey(signing, stranger, nonce())));
    assertThat(foreign.rewrapped(old, fresh, this::nonce)).isEmpty();
    assertThat(foreign.openUnder(old)).isFalse();
  }

  @Test
  void root_secrets_stand_in_the_order_of_their_numbers() {
    assertThat(keys.newestRoot()).isEqualTo(2);
    assertThat(WrappedKeys.NONE.newestRoot()).isZero();
    WrappedRootSecret twin = keys.roots().getFirst();
    assertThatIllegalArgumentException().isThrownBy(() -> keys.with(twin));
  }
}
