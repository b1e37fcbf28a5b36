package dev.sallyport.application.key;

import static dev.sallyport.application.port.Given.CALLER;
import static dev.sallyport.application.port.Given.NOW;
import static dev.sallyport.domain.key.SigningAlgorithm.ED25519;
import static dev.sallyport.domain.key.SigningAlgorithm.ES256;
import static dev.sallyport.domain.key.SigningAlgorithm.HS256;
import static dev.sallyport.domain.key.SigningAlgorithm.RS256;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.application.key.RotateSigningKeys.AlreadyPublished;
import dev.sallyport.application.key.RotateSigningKeys.GivenButRevoked;
import dev.sallyport.application.key.RotateSigningKeys.GivenByOperator;
import dev.sallyport.application.key.RotateSigningKeys.NoKey;
import dev.sallyport.application.key.RotateSigningKeys.NoSuchKey;
import dev.sallyport.application.key.RotateSigningKeys.Revoked;
import dev.sallyport.application.key.RotateSigningKeys.Rotated;
import dev.sallyport.application.key.RotateSigningKeys.Unchanged;
import dev.sallyport.application.port.FakeKeyGenerator;
import dev.sallyport.application.port.InMemoryDatabase;
import dev.sallyport.application.port.RecordingSecurityLog;
import dev.sallyport.application.port.SecretGenerator;
import dev.sallyport.application.port.SecurityEvent.SigningKeyAdded;
import dev.sallyport.application.port.SecurityEvent.SigningKeyRevoked;
import dev.sallyport.application.port.SeededSecrets;
import dev.sallyport.application.port.SettableClock;
import dev.sallyport.application.port.StoreUnavailableException;
import dev.sallyport.domain.key.KeyId;
import dev.sallyport.domain.key.MasterKey;
import dev.sallyport.domain.key.OpenSigningKey;
import dev.sallyport.domain.key.SecretBytes;
import dev.sallyport.domain.key.SigningAlgorithm;
import dev.sallyport.domain.key.SigningKey;
import dev.sallyport.domain.key.SigningKey.Origin;
import dev.sallyport.domain.key.SigningKeys;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class RotateSigningKeysTest {

  private static final Optional<OpenSigningKey> MADE_HERE = Optional.empty();
  private static final Duration AGE = Duration.ofDays(90);

  private final InMemoryDatabase database = new InMemoryDatabase();
  private final SettableClock clock = new SettableClock(NOW);
  private final SecretGenerator secrets = new SeededSecrets(2);
  private final MasterKey master = new MasterKey(SecretBytes.copyOf(secrets.bytes(32)));
  private final FakeKeyGenerator generator = new FakeKeyGenerator(secrets);
  private final RecordingSecurityLog log = new RecordingSecurityLog();
  private final RotateSigningKeys keys =
      new RotateSigningKeys(database.keys(), master, generator, secrets, log, clock);

  private SigningKeys stored() {
    return database.keys().all().signing();
  }

  private SigningKey signer() {
    return stored().signer(clock.instant()).orElseThrow();
  }

  private List<SigningKey> verifying() {
    return stored().verifying(clock.instant());
  }

  private static SigningKey rotated(Object outcome) {
    return ((Rotated) outcome).key();
  }

  private SigningKey started(SigningAlgorithm algorithm) {
    return rotated(keys.prepare(algorithm, MADE_HERE, CALLER));
  }

  private OpenSigningKey own(String id, SigningAlgorithm algorithm) {
    return new OpenSigningKey(new KeyId(id), algorithm, SecretBytes.copyOf(secrets.bytes(32)));
  }

  @Test
  void the_first_start_makes_a_key_that_signs_at_once() {
    SigningKey first = started(RS256);

    assertThat(first.algorithm()).isEqualTo(RS256);
    assertThat(first.origin()).isEqualTo(Origin.MADE);
    assertThat(verifying()).containsExactly(first);
    assertThat(first.open(master)).isPresent();
  }

  @Test
  void every_later_start_goes_on_with_it() {
    SigningKey first = started(RS256);

    assertThat(keys.prepare(RS256, MADE_HERE, CALLER)).isEqualTo(new Unchanged());
    assertThat(stored().newestFirst()).containsExactly(first);
  }

  @Test
  void another_algorithm_is_published_before_it_signs() {
    SigningKey rsa = started(RS256);
    SigningKey ec = started(ES256);

    assertThat(ec.signsFrom()).isEqualTo(NOW.plus(SigningKeys.PUBLISHED_BEFORE));
    assertThat(verifying()).containsExactly(rsa, ec);
    assertThat(keys.prepare(ES256, MADE_HERE, CALLER)).isEqualTo(new Unchanged());
  }

  @Test
  void a_secret_takes_over_at_once_and_gives_way_at_once() {
    started(RS256);
    SigningKey secret = started(HS256);
    assertThat(verifying()).containsExactly(secret);

    SigningKey ed = started(ED25519);
    assertThat(verifying()).containsExactly(ed);
  }

  @Test
  void of_two_processes_that_start_together_both_use_the_key_of_one() {
    generator.meanwhileOnce(() -> keys.prepare(RS256, MADE_HERE, CALLER));

    assertThat(keys.prepare(RS256, MADE_HERE, CALLER)).isEqualTo(new Unchanged());
    assertThat(stored().newestFirst()).hasSize(1);
    assertThat(log.events()).hasSize(1);
  }

  @Test
  void an_operators_key_is_taken_once_and_found_again() {
    OpenSigningKey mine = own("mine", ES256);
    SigningKey taken = rotated(keys.prepare(ES256, Optional.of(mine), CALLER));

    assertThat(taken.origin()).isEqualTo(Origin.GIVEN);
    assertThat(taken.open(master)).contains(mine);
    assertThat(keys.prepare(ES256, Optional.of(mine), CALLER)).isEqualTo(new Unchanged());
    var underAnotherId = new OpenSigningKey(new KeyId("x"), ES256, mine.material());
    assertThat(keys.prepare(ES256, Optional.of(underAnotherId), CALLER)).isEqualTo(new Unchanged());
    assertThat(stored().newestFirst()).containsExactly(taken);
  }

  @Test
  void an_operators_key_overlaps_with_the_one_before_it_and_with_the_one_after_it() {
    SigningKey made = started(RS256);
    SigningKey mine = rotated(keys.prepare(ES256, Optional.of(own("mine", ES256)), CALLER));
    assertThat(verifying()).containsExactly(made, mine);
    clock.advance(SigningKeys.PUBLISHED_BEFORE);
    assertThat(verifying()).containsExactly(mine, made);

    SigningKey again = started(ES256);

    assertThat(again.origin()).isEqualTo(Origin.MADE);
    assertThat(verifying()).containsExactly(mine, again, made);
  }

  @Test
  void an_operators_key_that_comes_back_is_the_newest_again() {
    OpenSigningKey one = own("one", ES256);
    OpenSigningKey two = own("two", ES256);
    keys.prepare(ES256, Optional.of(one), CALLER);
    keys.prepare(ES256, Optional.of(two), CALLER);
    keys.prepare(ES256, Optional.of(one), CALLER);

    assertThat(stored().newestFirst())
        .extracting(key -> key.id().text())
        .containsExactly("one", "two");
  }

  @Test
  void an_operators_key_that_still_signs_and_comes_back_goes_on_before_its_successor_is_known() {
    OpenSigningKey one = own("one", ES256);
    keys.prepare(ES256, Optional.of(one), CALLER);
    clock.advance(AGE);
    keys.prepare(ES256, Optional.of(own("two", ES256)), CALLER);
    clock.advance(Duration.ofMinutes(1));

    keys.prepare(ES256, Optional.of(one), CALLER);

    assertThat(signer().id()).isEqualTo(one.id());
    clock.advance(SigningKeys.PUBLISHED_BEFORE);
    assertThat(signer().id()).isEqualTo(one.id());
  }

  @Test
  void a_revoked_key_of_the_operators_is_not_taken_again_in_whatever_form_it_is_written() {
    OpenSigningKey mine = own("mine", RS256);
    keys.prepare(RS256, Optional.of(mine), CALLER);
    keys.revoke(mine.id(), CALLER);
    var withItsPrimesSwapped = own("mine", RS256);

    assertThat(keys.prepare(RS256, Optional.of(withItsPrimesSwapped), CALLER))
        .isEqualTo(new GivenButRevoked(mine.id()));
    assertThat(stored().find(mine.id()).orElseThrow().revokedAt()).isPresent();
  }

  @Test
  void a_withdrawn_secret_has_a_successor_at_the_next_start() {
    SigningKey mine = rotated(keys.prepare(HS256, Optional.of(own("mine", HS256)), CALLER));

    SigningKey made = started(HS256);

    assertThat(made.origin()).isEqualTo(Origin.MADE);
    assertThat(verifying()).containsExactly(mine, made);
    clock.advance(SigningKeys.SECRET_KNOWN_BEFORE);
    assertThat(verifying()).containsExactly(made, mine);
  }

  @Test
  void a_key_of_ours_that_was_exported_and_set_becomes_the_operators() {
    SigningKey made = started(HS256);
    OpenSigningKey exported = made.open(master).orElseThrow();

    keys.prepare(HS256, Optional.of(generator.adopt(exported.material())), CALLER);

    assertThat(stored().newestFirst()).containsExactly(made.givenByOperator());
  }

  @Test
  void a_revoked_key_of_the_operators_is_not_taken_again_under_whatever_id() {
    OpenSigningKey mine = own("mine", HS256);
    keys.prepare(HS256, Optional.of(mine), CALLER);
    keys.revoke(mine.id(), CALLER);
    var renamed = new OpenSigningKey(new KeyId("new"), HS256, mine.material());

    assertThat(keys.prepare(HS256, Optional.of(renamed), CALLER))
        .isEqualTo(new GivenButRevoked(mine.id()));
  }

  @Test
  void a_word_from_the_operator_publishes_a_successor_of_the_same_algorithm() {
    SigningKey first = started(ES256);

    SigningKey next = rotated(keys.rotate(CALLER));

    assertThat(next.algorithm()).isEqualTo(ES256);
    assertThat(verifying()).containsExactly(first, next);
    assertThat(keys.rotate(CALLER)).isEqualTo(new AlreadyPublished(next));
    clock.advance(SigningKeys.PUBLISHED_BEFORE);
    assertThat(signer()).isEqualTo(next);
    assertThat(keys.rotate(CALLER)).isInstanceOf(Rotated.class);
  }

  @Test
  void an_operators_own_key_is_not_rotated_by_us() {
    OpenSigningKey mine = own("mine", ES256);
    keys.prepare(ES256, Optional.of(mine), CALLER);

    assertThat(keys.rotate(CALLER)).isEqualTo(new GivenByOperator(mine.id()));
    clock.advance(AGE.multipliedBy(2));
    assertThat(keys.rotateByAge(AGE, CALLER)).isEqualTo(new Unchanged());
  }

  @Test
  void where_no_server_has_ever_run_there_is_nothing_to_rotate() {
    assertThat(keys.rotate(CALLER)).isEqualTo(new NoKey());
    assertThat(keys.rotateByAge(AGE, CALLER)).isEqualTo(new Unchanged());
  }

  @Test
  void by_its_age_a_key_has_its_successor_published_in_time_and_once() {
    SigningKey first = started(RS256);
    clock.advance(AGE.minus(SigningKeys.PUBLISHED_BEFORE).minusMillis(1));
    assertThat(keys.rotateByAge(AGE, CALLER)).isEqualTo(new Unchanged());
    clock.advance(Duration.ofMillis(1));

    SigningKey next = rotated(keys.rotateByAge(AGE, CALLER));

    assertThat(keys.rotateByAge(AGE, CALLER)).isEqualTo(new Unchanged());
    assertThat(signer()).isEqualTo(first);
    clock.advance(SigningKeys.PUBLISHED_BEFORE);
    assertThat(signer()).isEqualTo(next);
  }

  @Test
  void of_two_processes_at_that_age_one_makes_the_successor() {
    started(RS256);
    clock.advance(AGE);
    generator.meanwhileOnce(() -> keys.rotateByAge(AGE, CALLER));

    assertThat(keys.rotateByAge(AGE, CALLER)).isEqualTo(new Unchanged());
    assertThat(stored().newestFirst()).hasSize(2);
  }

  @Test
  void a_revoked_key_is_out_at_once_and_a_new_one_signs_at_once() {
    SigningKey first = started(RS256);

    var revoked = (Revoked) keys.revoke(first.id(), CALLER);

    SigningKey successor = revoked.successor().orElseThrow();
    assertThat(successor.signsFrom()).isEqualTo(NOW);
    assertThat(verifying()).containsExactly(successor);
    assertThat(log.events())
        .containsExactly(
            new SigningKeyAdded(first.id(), RS256, NOW),
            new SigningKeyRevoked(first.id()),
            new SigningKeyAdded(successor.id(), RS256, NOW));
    assertThat(keys.revoke(first.id(), CALLER)).isEqualTo(new NoSuchKey());
    assertThat(keys.revoke(new KeyId("unknown"), CALLER)).isEqualTo(new NoSuchKey());
  }

  @Test
  void a_revoked_signer_is_followed_by_a_new_key_not_by_its_predecessor() {
    SigningKey first = started(RS256);
    SigningKey second = rotated(keys.rotate(CALLER));
    clock.advance(SigningKeys.PUBLISHED_BEFORE);

    var revoked = (Revoked) keys.revoke(second.id(), CALLER);

    assertThat(signer()).isEqualTo(revoked.successor().orElseThrow()).isNotEqualTo(first);
    assertThat(verifying()).containsExactly(signer(), first);
  }

  @Test
  void the_published_key_takes_over_from_a_revoked_one() {
    SigningKey first = started(RS256);
    SigningKey next = rotated(keys.rotate(CALLER));

    var revoked = (Revoked) keys.revoke(first.id(), CALLER);

    assertThat(revoked.successor().map(SigningKey::id)).contains(next.id());
    assertThat(signer().id()).isEqualTo(next.id());
    assertThat(stored().newestFirst()).hasSize(2);
  }

  @Test
  void to_revoke_a_key_that_does_not_sign_makes_no_other() {
    SigningKey first = started(RS256);
    SigningKey next = rotated(keys.rotate(CALLER));

    assertThat(keys.revoke(next.id(), CALLER)).isEqualTo(new Revoked(Optional.empty()));
    assertThat(verifying()).containsExactly(first);
  }

  @Test
  void a_successor_from_a_time_when_the_clock_was_far_ahead_keeps_no_other_away() {
    SigningKey first = started(RS256);
    clock.advance(Duration.ofDays(3650));
    keys.rotateByAge(AGE, CALLER);
    clock.advance(AGE.minusDays(3650));

    SigningKey next = rotated(keys.rotateByAge(AGE, CALLER));

    assertThat(signer()).isEqualTo(first);
    clock.advance(SigningKeys.PUBLISHED_BEFORE);
    assertThat(signer()).isEqualTo(next);
    clock.advance(SigningKeys.VERIFIES_AFTER);
    assertThat(verifying()).containsExactly(next);
  }

  @Test
  void what_is_needed_no_more_is_erased_and_revoked_keys_stay() {
    SigningKey first = started(RS256);
    SigningKey next = rotated(keys.rotate(CALLER));
    clock.advance(SigningKeys.PUBLISHED_BEFORE);
    SigningKey third = rotated(keys.rotate(CALLER));
    keys.revoke(third.id(), CALLER);
    assertThat(keys.purge()).isZero();
    clock.advance(SigningKeys.VERIFIES_AFTER);

    assertThat(keys.purge()).isEqualTo(1);
    assertThat(stored().find(first.id())).isEmpty();
    assertThat(stored().find(next.id())).isPresent();
    assertThat(stored().find(third.id())).isPresent();
  }

  @Test
  void nothing_is_changed_while_the_store_is_down() {
    started(RS256);
    database.takeDown();

    assertThatThrownBy(() -> keys.rotate(CALLER)).isInstanceOf(StoreUnavailableException.class);
    database.bringUp();
    assertThat(stored().newestFirst()).hasSize(1);
  }
}
