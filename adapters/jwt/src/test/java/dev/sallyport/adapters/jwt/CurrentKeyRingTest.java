package dev.sallyport.adapters.jwt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.domain.key.OpenSigningKey;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

final class CurrentKeyRingTest {

  private final AtomicReference<List<OpenSigningKey>> keys =
      new AtomicReference<>(List.of(TestKeys.RSA));
  private final CurrentKeyRing ring = new CurrentKeyRing(keys::get, TestKeys.PROVIDER);

  @Test
  void it_follows_the_keys_in_use() {
    assertThat(ring.get().signer().id()).isEqualTo(TestKeys.RSA.id());
    assertThat(ring.byKid(TestKeys.OTHER_RSA.id().text())).isEmpty();

    keys.set(List.of(TestKeys.OTHER_RSA, TestKeys.RSA));

    assertThat(ring.get().signer().id()).isEqualTo(TestKeys.OTHER_RSA.id());
    assertThat(ring.byKid(TestKeys.RSA.id().text())).isPresent();

    keys.set(List.of(TestKeys.OTHER_RSA));

    assertThat(ring.byKid(TestKeys.RSA.id().text())).isEmpty();
  }

  @Test
  void what_was_made_ready_once_is_kept() {
    KeyRing first = ring.get();
    assertThat(ring.get()).isSameAs(first);

    keys.set(List.of(TestKeys.OTHER_RSA, TestKeys.RSA));

    assertThat(ring.byKid(TestKeys.RSA.id().text()).orElseThrow())
        .isSameAs(first.byKid(TestKeys.RSA.id().text()).orElseThrow());
  }

  @Test
  void it_does_not_begin_without_a_good_key() {
    assertThatThrownBy(() -> new CurrentKeyRing(List::of, TestKeys.PROVIDER))
        .isInstanceOf(WeakKeyException.class);
  }
}
