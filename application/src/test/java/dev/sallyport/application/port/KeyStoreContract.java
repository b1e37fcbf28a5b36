package dev.sallyport.application.port;

import static dev.sallyport.application.port.Given.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.domain.key.KeyId;
import dev.sallyport.domain.key.SigningAlgorithm;
import dev.sallyport.domain.key.SigningKey;
import dev.sallyport.domain.key.SigningKey.Origin;
import dev.sallyport.domain.key.SigningKeys;
import dev.sallyport.domain.key.WrappedKey;
import dev.sallyport.domain.key.WrappedKeys;
import dev.sallyport.domain.key.WrappedRootSecret;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// What every [KeyStore] promises. Subclasses give an empty store.
public abstract class KeyStoreContract {

  private static final WrappedKeys FIRST =
      WrappedKeys.NONE.with(root(1)).with(SigningKeys.NONE.with(key("first", 1)));

  protected abstract KeyStore keys();

  private static WrappedRootSecret root(int number) {
    return new WrappedRootSecret(number, new WrappedKey(new byte[] {9, (byte) number}), NOW);
  }

  private static SigningKey key(String id, int second) {
    return new SigningKey(
        new KeyId(id),
        SigningAlgorithm.RS256,
        new WrappedKey(new byte[] {1, 2, 3, (byte) second}),
        Origin.MADE,
        NOW.plusSeconds(second),
        NOW.plusSeconds(second + 600),
        Optional.empty());
  }

  @Test
  void a_new_store_has_no_keys() {
    assertThat(keys().all()).isEqualTo(WrappedKeys.NONE);
  }

  @Test
  void keys_come_as_they_were() {
    List<SigningKey> signing =
        Arrays.stream(SigningAlgorithm.values())
            .map(algorithm ->
                new SigningKey(
                    new KeyId("key-" + algorithm.text()),
                    algorithm,
                    new WrappedKey(algorithm.text().getBytes(StandardCharsets.UTF_8)),
                    algorithm.isSymmetric() ? Origin.GIVEN : Origin.MADE,
                    NOW.plusMillis(1),
                    NOW.plusSeconds(2),
                    algorithm.isSymmetric() ? Optional.of(NOW.plusSeconds(99)) : Optional.empty()))
            .toList();
    var all = new WrappedKeys(List.of(root(1), root(2), root(255)), new SigningKeys(signing));

    assertThat(keys().replace(WrappedKeys.NONE, all)).isTrue();

    assertThat(keys().all()).isEqualTo(all);
  }

  @Test
  void what_is_left_out_is_gone_and_what_is_added_comes_first() {
    keys().replace(WrappedKeys.NONE, FIRST);
    WrappedKeys more = FIRST.with(FIRST.signing().with(key("second", 2))).with(root(2));
    assertThat(keys().replace(FIRST, more)).isTrue();
    assertThat(keys().all()).isEqualTo(more);
    WrappedKeys fewer = more.with(SigningKeys.NONE.with(key("second", 2)));

    assertThat(keys().replace(more, fewer)).isTrue();

    assertThat(keys().all()).isEqualTo(fewer);
  }

  @Test
  void who_has_not_seen_the_latest_change_writes_nothing() {
    keys().replace(WrappedKeys.NONE, FIRST);
    WrappedKeys second = FIRST.with(FIRST.signing().with(key("second", 2)));
    keys().replace(FIRST, second);
    WrappedKeys late = FIRST.with(FIRST.signing().with(key("late", 3)));

    assertThat(keys().replace(FIRST, late)).isFalse();
    assertThat(keys().replace(WrappedKeys.NONE, late)).isFalse();
    assertThat(keys().all()).isEqualTo(second);
  }

  @Test
  void another_wrapping_of_the_same_key_is_a_change_too() {
    keys().replace(WrappedKeys.NONE, FIRST);
    WrappedKeys rewrapped =
        new WrappedKeys(
            List.of(new WrappedRootSecret(1, new WrappedKey(new byte[] {77}), NOW)),
            FIRST.signing());
    assertThat(keys().replace(FIRST, rewrapped)).isTrue();

    assertThat(keys().replace(FIRST, WrappedKeys.NONE.with(root(1)))).isFalse();
    assertThat(keys().all()).isEqualTo(rewrapped);
  }

  @Test
  void of_many_who_start_together_one_makes_the_keys() throws Exception {
    KeyStore keys = keys();
    List<Callable<Boolean>> starts =
        IntStream.range(0, 8)
            .mapToObj(i ->
                (Callable<Boolean>)
                    () ->
                        keys.replace(
                            WrappedKeys.NONE,
                            FIRST.with(SigningKeys.NONE.with(key("key-" + i, i)))))
            .toList();
    int made = 0;
    try (var threads = Executors.newFixedThreadPool(8)) {
      for (var start : threads.invokeAll(starts)) {
        made += start.get() ? 1 : 0;
      }
    }

    assertThat(made).isEqualTo(1);
    assertThat(keys.all().signing().newestFirst()).hasSize(1);
  }
}
