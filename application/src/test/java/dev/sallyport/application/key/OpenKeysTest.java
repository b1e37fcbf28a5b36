package dev.sallyport.application.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.application.key.OpenKeys.ForeignMasterKey;
import dev.sallyport.application.key.OpenKeys.Opened;
import dev.sallyport.application.key.OpenKeys.Outcome;
import dev.sallyport.application.port.Given;
import dev.sallyport.application.port.InMemoryDatabase;
import dev.sallyport.application.port.RootSecretStore.WrappedRootSecret;
import dev.sallyport.application.port.SecretGenerator;
import dev.sallyport.application.port.SeededSecrets;
import dev.sallyport.application.port.SettableClock;
import dev.sallyport.application.port.SigningKeyGenerator;
import dev.sallyport.application.port.StoreUnavailableException;
import dev.sallyport.domain.key.KeyId;
import dev.sallyport.domain.key.MasterKey;
import dev.sallyport.domain.key.OpenSigningKey;
import dev.sallyport.domain.key.SecretBytes;
import dev.sallyport.domain.key.SigningAlgorithm;
import dev.sallyport.domain.key.SigningKey;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class OpenKeysTest {

  private static final Optional<SecretBytes> MADE_HERE = Optional.empty();

  private final InMemoryDatabase database = new InMemoryDatabase();
  private final SettableClock clock = new SettableClock(Given.NOW);
  private final SecretGenerator secrets = new SeededSecrets(1);
  private final MasterKey master = new MasterKey(random());
  private final MasterKey otherMaster = new MasterKey(random());
  private final OpenKeys openKeys = openKeys(secrets, new FakeGenerator(() -> {}));

  private SecretBytes random() {
    return SecretBytes.copyOf(secrets.bytes(32));
  }

  private OpenKeys openKeys(SecretGenerator secrets, SigningKeyGenerator generator) {
    return new OpenKeys(database.rootSecrets(), database.signingKeys(), generator, secrets, clock);
  }

  private Outcome open(SigningAlgorithm algorithm, Optional<SecretBytes> secret) {
    return openKeys.open(master, algorithm, secret);
  }

  private Opened opened(SigningAlgorithm algorithm, Optional<SecretBytes> secret) {
    return (Opened) open(algorithm, secret);
  }

  /// Makes keys of random bytes; somebody else can act while it does.
  private final class FakeGenerator implements SigningKeyGenerator {
    private final Runnable meanwhile;

    FakeGenerator(Runnable meanwhile) {
      this.meanwhile = meanwhile;
    }

    private KeyId id() {
      return new KeyId(
          "kid-" + Math.floorMod(secrets.bytes(1)[0], 256) + "-" + random().hashCode());
    }

    @Override
    public OpenSigningKey generate(SigningAlgorithm algorithm) {
      meanwhile.run();
      return new OpenSigningKey(id(), algorithm, random());
    }

    @Override
    public OpenSigningKey adopt(SecretBytes secret) {
      meanwhile.run();
      return new OpenSigningKey(id(), SigningAlgorithm.HS256, secret);
    }
  }

  @Test
  void the_first_start_makes_a_root_secret_and_a_signing_key_and_stores_them_wrapped() {
    Opened keys = opened(SigningAlgorithm.RS256, MADE_HERE);

    assertThat(keys.roots().current().number()).isEqualTo(1);
    assertThat(keys.signing()).hasSize(1);
    assertThat(keys.signing().getFirst().algorithm()).isEqualTo(SigningAlgorithm.RS256);
    assertThat(database.rootSecrets().all())
        .extracting(WrappedRootSecret::number)
        .containsExactly(1);
    assertThat(database.signingKeys().all())
        .extracting(SigningKey::id)
        .containsExactly(keys.signing().getFirst().id());
  }

  @Test
  void every_later_start_finds_the_same_keys() {
    Opened first = opened(SigningAlgorithm.RS256, MADE_HERE);
    Opened second = opened(SigningAlgorithm.RS256, MADE_HERE);

    assertThat(second.roots().current()).isEqualTo(first.roots().current());
    assertThat(second.signing()).isEqualTo(first.signing());
    assertThat(database.signingKeys().all()).hasSize(1);
  }

  @Test
  void another_master_key_opens_nothing_and_writes_nothing() {
    Opened first = opened(SigningAlgorithm.RS256, MADE_HERE);

    assertThat(openKeys.open(otherMaster, SigningAlgorithm.RS256, MADE_HERE))
        .isEqualTo(new ForeignMasterKey());
    assertThat(openKeys.open(otherMaster, SigningAlgorithm.HS256, MADE_HERE))
        .isEqualTo(new ForeignMasterKey());
    assertThat(database.signingKeys().all()).hasSize(1);
    assertThat(opened(SigningAlgorithm.RS256, MADE_HERE))
        .satisfies(again -> {
          assertThat(again.signing()).isEqualTo(first.signing());
          assertThat(again.roots().current()).isEqualTo(first.roots().current());
        });
  }

  @Test
  void a_signing_key_under_another_master_key_is_foreign_too() {
    opened(SigningAlgorithm.HS256, MADE_HERE);
    var foreign =
        new FakeGenerator(() -> {})
            .generate(SigningAlgorithm.RS256)
            .wrap(otherMaster, secrets.bytes(MasterKey.NONCE_LENGTH), Given.NOW);
    database.signingKeys().add(foreign, Optional.empty());

    assertThat(open(SigningAlgorithm.RS256, MADE_HERE)).isEqualTo(new ForeignMasterKey());
    assertThat(open(SigningAlgorithm.HS256, MADE_HERE)).isInstanceOf(Opened.class);
  }

  @Test
  void keys_that_are_foreign_are_seen_before_a_root_secret_is_made() {
    var foreign =
        new FakeGenerator(() -> {})
            .generate(SigningAlgorithm.RS256)
            .wrap(otherMaster, secrets.bytes(MasterKey.NONCE_LENGTH), Given.NOW);
    database.signingKeys().add(foreign, Optional.empty());

    assertThat(open(SigningAlgorithm.RS256, MADE_HERE)).isEqualTo(new ForeignMasterKey());
    assertThat(database.rootSecrets().all()).isEmpty();
  }

  @Test
  void of_two_processes_that_start_together_both_use_the_root_secret_of_one() {
    var other = openKeys(new SeededSecrets(2), new FakeGenerator(() -> {}));
    Opened[] theirs = new Opened[1];
    SecretGenerator slow =
        count -> {
          if (theirs[0] == null) {
            theirs[0] = (Opened) other.open(master, SigningAlgorithm.RS256, MADE_HERE);
          }
          return secrets.bytes(count);
        };

    var ours =
        (Opened)
            openKeys(slow, new FakeGenerator(() -> {}))
                .open(master, SigningAlgorithm.RS256, MADE_HERE);

    assertThat(ours.roots().current()).isEqualTo(theirs[0].roots().current());
    assertThat(ours.signing()).isEqualTo(theirs[0].signing());
    assertThat(database.rootSecrets().all()).hasSize(1);
  }

  @Test
  void of_two_processes_with_a_master_key_each_the_later_one_writes_nothing() {
    Opened[] theirs = new Opened[1];
    SecretGenerator slow =
        count -> {
          if (theirs[0] == null) {
            theirs[0] = (Opened) openKeys.open(otherMaster, SigningAlgorithm.RS256, MADE_HERE);
          }
          return secrets.bytes(count);
        };

    assertThat(
            openKeys(slow, new FakeGenerator(() -> {}))
                .open(master, SigningAlgorithm.HS256, MADE_HERE))
        .isEqualTo(new ForeignMasterKey());
    assertThat(database.rootSecrets().all()).hasSize(1);
    assertThat(database.signingKeys().all())
        .extracting(SigningKey::id)
        .containsExactly(theirs[0].signing().getFirst().id());
  }

  @Test
  void of_two_processes_that_start_together_both_use_the_signing_key_of_one() {
    Opened[] theirs = new Opened[1];
    var racing =
        openKeys(
            secrets,
            new FakeGenerator(() -> theirs[0] = opened(SigningAlgorithm.RS256, MADE_HERE)));

    var ours = (Opened) racing.open(master, SigningAlgorithm.RS256, MADE_HERE);

    assertThat(ours.signing()).isEqualTo(theirs[0].signing());
    assertThat(database.signingKeys().all()).hasSize(1);
  }

  @Test
  void of_two_processes_with_a_secret_each_both_get_their_own_into_use() {
    SecretBytes mine = random();
    SecretBytes yours = random();
    boolean[] done = new boolean[1];
    var racing =
        openKeys(
            secrets,
            new FakeGenerator(() -> {
              if (!done[0]) {
                done[0] = true;
                opened(SigningAlgorithm.HS256, Optional.of(yours));
              }
            }));

    var keys = (Opened) racing.open(master, SigningAlgorithm.HS256, Optional.of(mine));

    assertThat(keys.signing()).extracting(OpenSigningKey::material).containsExactly(mine);
  }

  @Test
  void an_operators_secret_is_adopted_once_and_found_again_under_its_id() {
    SecretBytes secret = random();
    Opened first = opened(SigningAlgorithm.HS256, Optional.of(secret));
    Opened second = opened(SigningAlgorithm.HS256, Optional.of(secret));

    assertThat(first.signing()).extracting(OpenSigningKey::material).containsExactly(secret);
    assertThat(second.signing()).isEqualTo(first.signing());
    assertThat(database.signingKeys().all()).hasSize(1);
  }

  @Test
  void another_secret_takes_the_place_of_the_first_which_is_not_in_use_any_more() {
    SecretBytes one = random();
    SecretBytes two = random();
    Opened first = opened(SigningAlgorithm.HS256, Optional.of(one));
    Opened second = opened(SigningAlgorithm.HS256, Optional.of(two));

    assertThat(second.signing()).extracting(OpenSigningKey::material).containsExactly(two);
    assertThat(opened(SigningAlgorithm.HS256, Optional.of(one)).signing())
        .isEqualTo(first.signing());
    assertThat(database.signingKeys().all()).hasSize(2);
  }

  @Test
  void an_operators_secret_is_for_hs256_alone() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> open(SigningAlgorithm.RS256, Optional.of(random())));
    assertThat(database.signingKeys().all()).isEmpty();
  }

  @Test
  void a_change_of_the_algorithm_leaves_no_key_of_the_other_in_use() {
    Opened rsa = opened(SigningAlgorithm.RS256, MADE_HERE);
    Opened secret = opened(SigningAlgorithm.HS256, MADE_HERE);

    assertThat(secret.signing())
        .extracting(OpenSigningKey::algorithm)
        .containsExactly(SigningAlgorithm.HS256);
    assertThat(secret.roots().current()).isEqualTo(rsa.roots().current());
    assertThat(opened(SigningAlgorithm.RS256, MADE_HERE).signing()).isEqualTo(rsa.signing());
  }

  @Test
  void the_newest_key_comes_first() {
    Opened first = opened(SigningAlgorithm.RS256, MADE_HERE);
    OpenSigningKey newer = new FakeGenerator(() -> {}).generate(SigningAlgorithm.RS256);
    database
        .signingKeys()
        .add(
            newer.wrap(master, secrets.bytes(MasterKey.NONCE_LENGTH), Given.NOW),
            Optional.of(first.signing().getFirst().id()));

    assertThat(opened(SigningAlgorithm.RS256, MADE_HERE).signing())
        .containsExactly(newer, first.signing().getFirst());
  }

  @Test
  void a_store_that_is_down_opens_nothing() {
    database.takeDown();

    assertThatThrownBy(() -> open(SigningAlgorithm.RS256, MADE_HERE))
        .isInstanceOf(StoreUnavailableException.class);
  }
}
