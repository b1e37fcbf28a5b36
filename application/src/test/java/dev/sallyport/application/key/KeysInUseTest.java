package dev.sallyport.application.key;

import static dev.sallyport.application.port.Given.CALLER;
import static dev.sallyport.application.port.Given.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.application.key.OpenKeys.Opened;
import dev.sallyport.application.key.RotateSigningKeys.Rotated;
import dev.sallyport.application.port.FakeKeyGenerator;
import dev.sallyport.application.port.InMemoryDatabase;
import dev.sallyport.application.port.KeyStore;
import dev.sallyport.application.port.RecordingSecurityLog;
import dev.sallyport.application.port.SecretGenerator;
import dev.sallyport.application.port.SeededSecrets;
import dev.sallyport.application.port.SettableClock;
import dev.sallyport.application.port.StoreUnavailableException;
import dev.sallyport.domain.key.KeyId;
import dev.sallyport.domain.key.MasterKey;
import dev.sallyport.domain.key.OpenSigningKey;
import dev.sallyport.domain.key.SecretBytes;
import dev.sallyport.domain.key.SigningAlgorithm;
import dev.sallyport.domain.key.SigningKeys;
import dev.sallyport.domain.key.WrappedKeys;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class KeysInUseTest {

  private final InMemoryDatabase database = new InMemoryDatabase();
  private final SettableClock clock = new SettableClock(NOW);
  private final SecretGenerator secrets = new SeededSecrets(3);
  private final MasterKey master = new MasterKey(SecretBytes.copyOf(secrets.bytes(32)));
  private final FakeKeyGenerator generator = new FakeKeyGenerator(secrets);
  private final RecordingSecurityLog log = new RecordingSecurityLog();
  private final RotateSigningKeys rotation =
      new RotateSigningKeys(database.keys(), master, generator, secrets, log, clock);
  private final KeysInUse keys =
      ((Opened) new OpenKeys(database.keys(), secrets, clock).open(master, Optional.empty()))
          .keys();

  @BeforeEach
  void a_server_has_started() {
    rotation.prepare(SigningAlgorithm.RS256, Optional.empty(), CALLER);
    clock.advance(KeysInUse.LATEST);
  }

  private List<KeyId> ring() {
    return keys.signing().stream().map(OpenSigningKey::id).toList();
  }

  private KeyId rotate() {
    return ((Rotated) rotation.rotate(CALLER)).key().id();
  }

  @Test
  void what_another_process_changes_is_followed_within_two_seconds() {
    assertThat(KeysInUse.LATEST).isLessThan(Duration.ofSeconds(2));
    List<KeyId> before = ring();
    KeyId added = rotate();

    clock.advance(KeysInUse.LATEST);

    assertThat(ring()).containsExactly(before.getFirst(), added);
    rotation.revoke(added, CALLER);
    clock.advance(KeysInUse.LATEST);
    assertThat(ring()).isEqualTo(before);
  }

  @Test
  void who_has_changed_the_keys_need_not_wait() {
    KeyId added = rotate();
    keys.follow();

    assertThat(ring()).contains(added);
  }

  @Test
  void the_list_is_the_same_one_as_long_as_nothing_changes() {
    List<OpenSigningKey> before = keys.signing();

    clock.advance(KeysInUse.LATEST);
    assertThat(keys.signing()).isSameAs(before);
  }

  @Test
  void a_key_whose_time_has_come_signs_without_a_word_from_anybody() {
    KeyId added = rotate();
    clock.advance(SigningKeys.PUBLISHED_BEFORE);

    assertThat(ring().getFirst()).isEqualTo(added);
    clock.advance(SigningKeys.VERIFIES_AFTER);
    assertThat(ring()).containsExactly(added);
  }

  @Test
  void a_new_root_secret_is_followed_too() {
    int number =
        new RotateRootSecret(database.keys(), master, secrets, log, clock)
            .rotate(CALLER)
            .orElseThrow();
    clock.advance(KeysInUse.LATEST);

    assertThat(keys.current().number()).isEqualTo(number).isEqualTo(2);
    assertThat(keys.byNumber(1)).isPresent();
    assertThat(keys.byNumber(3)).isEmpty();
  }

  @Test
  void without_the_database_nothing_old_is_used_for_long() {
    List<KeyId> before = ring();
    database.takeDown();
    assertThat(ring()).isEqualTo(before);

    clock.advance(KeysInUse.LATEST);

    assertThatThrownBy(keys::signing).isInstanceOf(StoreUnavailableException.class);
    assertThatThrownBy(keys::current).isInstanceOf(StoreUnavailableException.class);
    assertThatThrownBy(() -> keys.byNumber(1)).isInstanceOf(StoreUnavailableException.class);
    database.bringUp();
    assertThat(ring()).isEqualTo(before);
  }

  @Test
  void a_clock_that_is_set_back_makes_nothing_young() {
    List<KeyId> before = ring();
    clock.advance(Duration.ofDays(-1));
    KeyId added = rotate();

    assertThat(ring()).containsExactly(before.getFirst(), added);
  }

  @Test
  void a_changed_master_key_is_no_reason_to_stop_until_a_key_comes_that_does_not_open() {
    List<KeyId> before = ring();
    var otherMaster = new MasterKey(SecretBytes.copyOf(secrets.bytes(32)));
    new OpenKeys(database.keys(), secrets, clock).open(otherMaster, Optional.of(master));
    clock.advance(KeysInUse.LATEST);
    assertThat(ring()).isEqualTo(before);

    new RotateSigningKeys(database.keys(), otherMaster, generator, secrets, log, clock)
        .rotate(CALLER);
    clock.advance(KeysInUse.LATEST);

    assertThatThrownBy(keys::signing).isInstanceOf(StoreUnavailableException.class);
  }

  /// Each of these reads takes seconds until it fails: one after the other, all threads of a server
  /// would wait for minutes.
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void all_who_wait_for_a_slow_database_get_what_one_read_finds(boolean down) throws Exception {
    var store = new Slow(down);
    var followed = new KeysInUse(store, master, clock);
    clock.advance(KeysInUse.LATEST);
    var callers = new ArrayList<FutureTask<List<OpenSigningKey>>>();
    for (int i = 0; i < 20; i++) {
      callers.add(new FutureTask<>(followed::signing));
      Thread.ofVirtual().start(callers.getLast());
    }
    while (followed.waiting() < 19) {
      Thread.onSpinWait();
    }

    store.hangs.countDown();

    for (FutureTask<List<OpenSigningKey>> caller : callers) {
      if (down) {
        assertThatThrownBy(caller::get).hasCauseInstanceOf(StoreUnavailableException.class);
      } else {
        assertThat(caller.get()).hasSize(1);
      }
    }
    // The first of all, the one that was under way, and one that began after everybody had asked.
    assertThat(store.reads).hasValueLessThanOrEqualTo(3);
  }

  @Test
  void while_one_reads_the_others_go_on_with_what_is_known() throws Exception {
    var store = new Slow(false);
    var followed = new KeysInUse(store, master, clock);
    clock.advance(Duration.ofSeconds(1));
    var reader = new FutureTask<>(followed::signing);
    Thread.ofVirtual().start(reader);
    while (store.reads.get() < 2) {
      Thread.onSpinWait();
    }

    assertThat(followed.signing()).hasSize(1);
    assertThat(reader.isDone()).isFalse();

    store.hangs.countDown();
    assertThat(reader.get()).hasSize(1);
  }

  /// Hangs at every read but the first.
  private final class Slow implements KeyStore {
    private final AtomicInteger reads = new AtomicInteger();
    private final CountDownLatch hangs = new CountDownLatch(1);
    private final boolean down;

    Slow(boolean down) {
      this.down = down;
    }

    @Override
    public WrappedKeys all() {
      if (reads.getAndIncrement() > 0) {
        await(hangs);
        if (down) {
          throw new StoreUnavailableException("down");
        }
      }
      return database.keys().all();
    }

    @Override
    public boolean replace(WrappedKeys seen, WrappedKeys next) {
      throw new StoreUnavailableException("down");
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void nothing_secret_is_printed() {
    assertThat(keys.toString()).isEqualTo("KeysInUse[[1], []]");
    keys.signing();
    assertThat(keys.toString()).isEqualTo("KeysInUse[[1], " + ring() + "]");
  }
}
