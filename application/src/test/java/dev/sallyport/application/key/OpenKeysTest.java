package dev.sallyport.application.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.application.key.OpenKeys.ForeignMasterKey;
import dev.sallyport.application.key.OpenKeys.Opened;
import dev.sallyport.application.port.FakeKeyGenerator;
import dev.sallyport.application.port.Given;
import dev.sallyport.application.port.InMemoryDatabase;
import dev.sallyport.application.port.RecordingSecurityLog;
import dev.sallyport.application.port.SecretGenerator;
import dev.sallyport.application.port.SeededSecrets;
import dev.sallyport.application.port.SettableClock;
import dev.sallyport.application.port.StoreUnavailableException;
import dev.sallyport.domain.key.MasterKey;
import dev.sallyport.domain.key.SecretBytes;
import dev.sallyport.domain.key.SigningAlgorithm;
import dev.sallyport.domain.key.WrappedKeys;
import dev.sallyport.domain.key.WrappedRootSecret;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class OpenKeysTest {

  private static final Optional<MasterKey> NO_PREVIOUS = Optional.empty();

  private final InMemoryDatabase database = new InMemoryDatabase();
  private final SettableClock clock = new SettableClock(Given.NOW);
  private final SecretGenerator secrets = new SeededSecrets(1);
  private final MasterKey master = new MasterKey(random());
  private final MasterKey other = new MasterKey(random());
  private final RecordingSecurityLog log = new RecordingSecurityLog();
  private final OpenKeys openKeys = new OpenKeys(database.keys(), secrets, clock);

  private SecretBytes random() {
    return SecretBytes.copyOf(secrets.bytes(32));
  }

  private Opened opened() {
    return (Opened) openKeys.open(master, NO_PREVIOUS);
  }

  private RotateSigningKeys rotation(MasterKey under) {
    return new RotateSigningKeys(
        database.keys(), under, new FakeKeyGenerator(secrets), secrets, log, clock);
  }

  @Test
  void the_first_start_makes_a_root_secret_and_stores_it_wrapped() {
    KeysInUse keys = opened().keys();

    assertThat(keys.current().number()).isEqualTo(1);
    assertThat(keys.byNumber(1)).contains(keys.current());
    assertThat(keys.byNumber(2)).isEmpty();
    assertThat(database.keys().all().roots())
        .extracting(WrappedRootSecret::number)
        .containsExactly(1);
  }

  @Test
  void no_signing_key_is_made_by_opening() {
    assertThat(opened().keys().signing()).isEmpty();
  }

  @Test
  void every_later_start_finds_the_same_keys() {
    var first = opened().keys().current();
    WrappedKeys stored = database.keys().all();

    assertThat(opened().keys().current()).isEqualTo(first);
    assertThat(opened().rewrapped()).isFalse();
    assertThat(database.keys().all()).isEqualTo(stored);
  }

  @Test
  void another_master_key_opens_nothing_and_writes_nothing() {
    opened();
    rotation(master).prepare(SigningAlgorithm.RS256, Optional.empty(), Given.CALLER);
    WrappedKeys stored = database.keys().all();

    assertThat(openKeys.open(other, NO_PREVIOUS)).isEqualTo(new ForeignMasterKey());
    assertThat(openKeys.open(other, Optional.of(new MasterKey(random()))))
        .isEqualTo(new ForeignMasterKey());
    assertThat(database.keys().all()).isEqualTo(stored);
  }

  @Test
  void one_signing_key_under_another_master_key_makes_all_of_it_foreign() {
    opened();
    rotation(other).prepare(SigningAlgorithm.RS256, Optional.empty(), Given.CALLER);

    assertThat(openKeys.open(master, NO_PREVIOUS)).isEqualTo(new ForeignMasterKey());
  }

  @Test
  void a_new_master_key_takes_over_everything_at_once_and_the_old_one_can_go() {
    opened();
    rotation(master).prepare(SigningAlgorithm.RS256, Optional.empty(), Given.CALLER);
    KeysInUse before = opened().keys();

    var changed = (Opened) openKeys.open(other, Optional.of(master));

    assertThat(changed.rewrapped()).isTrue();
    assertThat(changed.keys().current()).isEqualTo(before.current());
    assertThat(changed.keys().signing()).isEqualTo(before.signing()).hasSize(1);
    assertThat(openKeys.open(master, NO_PREVIOUS)).isEqualTo(new ForeignMasterKey());
    var later = (Opened) openKeys.open(other, NO_PREVIOUS);
    assertThat(later.keys().signing()).isEqualTo(before.signing());
    assertThat(later.rewrapped()).isFalse();
  }

  @Test
  void a_previous_master_key_that_is_not_needed_any_more_does_no_harm() {
    opened();
    WrappedKeys stored = database.keys().all();

    assertThat(((Opened) openKeys.open(master, Optional.of(other))).rewrapped()).isFalse();
    assertThat(database.keys().all()).isEqualTo(stored);
  }

  @Test
  void a_change_of_the_master_key_that_fails_has_not_happened() {
    opened();
    WrappedKeys stored = database.keys().all();
    database.failNextWrite(InMemoryDatabase.Fault.BEFORE_COMMIT);

    assertThatThrownBy(() -> openKeys.open(other, Optional.of(master)))
        .isInstanceOf(StoreUnavailableException.class);
    assertThat(database.keys().all()).isEqualTo(stored);
    assertThat(opened().rewrapped()).isFalse();
  }

  @Test
  void of_two_processes_that_start_together_both_use_the_root_secret_of_one() {
    Opened[] theirs = new Opened[1];
    SecretGenerator slow =
        count -> {
          if (theirs[0] == null) {
            theirs[0] = opened();
          }
          return secrets.bytes(count);
        };

    var ours = (Opened) new OpenKeys(database.keys(), slow, clock).open(master, NO_PREVIOUS);

    assertThat(ours.keys().current()).isEqualTo(theirs[0].keys().current());
    assertThat(database.keys().all().roots()).hasSize(1);
  }

  @Test
  void of_two_processes_with_a_master_key_each_the_later_one_writes_nothing() {
    boolean[] done = new boolean[1];
    SecretGenerator slow =
        count -> {
          if (!done[0]) {
            done[0] = true;
            openKeys.open(other, NO_PREVIOUS);
          }
          return secrets.bytes(count);
        };

    assertThat(new OpenKeys(database.keys(), slow, clock).open(master, NO_PREVIOUS))
        .isEqualTo(new ForeignMasterKey());
    assertThat(database.keys().all().openUnder(other)).isTrue();
  }

  @Test
  void a_store_that_is_down_opens_nothing() {
    database.takeDown();

    assertThatThrownBy(this::opened).isInstanceOf(StoreUnavailableException.class);
  }
}
