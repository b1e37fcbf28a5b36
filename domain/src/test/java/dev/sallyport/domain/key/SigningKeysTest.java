package dev.sallyport.domain.key;

import static dev.sallyport.domain.Sample.NOW;
import static dev.sallyport.domain.key.SigningAlgorithm.ED25519;
import static dev.sallyport.domain.key.SigningAlgorithm.ES256;
import static dev.sallyport.domain.key.SigningAlgorithm.HS256;
import static dev.sallyport.domain.key.SigningAlgorithm.RS256;
import static dev.sallyport.domain.key.SigningKeys.PUBLISHED_BEFORE;
import static dev.sallyport.domain.key.SigningKeys.VERIFIES_AFTER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sallyport.domain.key.SigningKey.Origin;
import dev.sallyport.domain.key.SigningKeys.Use;
import dev.sallyport.domain.session.SessionPolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

final class SigningKeysTest {

  private static final Duration INSTANT = Duration.ofMillis(1);
  private static final Duration AGE = Duration.ofDays(90);

  private static final SigningKey FIRST = key("first", RS256, NOW);

  private static SigningKey key(String id, SigningAlgorithm algorithm, Instant signsFrom) {
    return new SigningKey(
        new KeyId(id),
        algorithm,
        new WrappedKey(new byte[] {1}),
        Origin.MADE,
        NOW,
        signsFrom,
        Optional.empty());
  }

  /// With one more, as it is added at that time.
  private static SigningKeys added(
      SigningKeys keys, String id, SigningAlgorithm algorithm, Instant at) {
    return keys.with(key(id, algorithm, keys.successorSignsFrom(algorithm, at)));
  }

  private static SigningKeys first() {
    return SigningKeys.NONE.with(FIRST);
  }

  private static List<String> verifying(SigningKeys keys, Instant now) {
    return keys.verifying(now).stream().map(key -> key.id().text()).toList();
  }

  private static Use use(SigningKeys keys, String id, Instant now) {
    return keys.useOf(keys.find(new KeyId(id)).orElseThrow(), now);
  }

  @Test
  void the_first_key_signs_at_once() {
    SigningKeys keys = added(SigningKeys.NONE, "a", RS256, NOW);

    assertThat(verifying(keys, NOW)).containsExactly("a");
    assertThat(use(keys, "a", NOW)).isEqualTo(Use.SIGNS);
    assertThat(SigningKeys.NONE.verifying(NOW)).isEmpty();
    assertThat(SigningKeys.NONE.signer(NOW)).isEmpty();
  }

  @Test
  @Tag("K-12")
  void a_successor_is_published_for_ten_minutes_before_it_signs() {
    SigningKeys keys = added(first(), "next", RS256, NOW.plusSeconds(60));
    Instant signs = NOW.plusSeconds(60).plus(PUBLISHED_BEFORE);

    assertThat(PUBLISHED_BEFORE).isEqualTo(Duration.ofMinutes(10));
    assertThat(verifying(keys, NOW.plusSeconds(60))).containsExactly("first", "next");
    assertThat(use(keys, "next", signs.minus(INSTANT))).isEqualTo(Use.PUBLISHED);
    assertThat(keys.published(signs.minus(INSTANT))).isPresent();
    assertThat(verifying(keys, signs.minus(INSTANT))).containsExactly("first", "next");
    assertThat(verifying(keys, signs)).containsExactly("next", "first");
    assertThat(keys.published(signs)).isEmpty();
  }

  @Test
  @Tag("K-12")
  void its_predecessor_verifies_until_the_last_token_that_it_can_have_signed_has_expired() {
    SigningKeys keys = added(first(), "next", RS256, NOW);
    Instant ends = NOW.plus(PUBLISHED_BEFORE).plus(VERIFIES_AFTER);

    assertThat(VERIFIES_AFTER).isGreaterThan(SessionPolicy.GREATEST_ACCESS_TTL);
    assertThat(use(keys, "first", ends.minus(INSTANT))).isEqualTo(Use.VERIFIES);
    assertThat(use(keys, "first", ends)).isEqualTo(Use.RETIRED);
    assertThat(verifying(keys, ends)).containsExactly("next");
    assertThat(keys.withoutRetired(ends.minus(INSTANT))).isEqualTo(keys);
    assertThat(keys.withoutRetired(ends).newestFirst())
        .extracting(key -> key.id().text())
        .containsExactly("next");
  }

  @Test
  void a_change_between_public_key_algorithms_overlaps_like_any_rotation() {
    SigningKeys keys = added(added(first(), "ec", ES256, NOW), "ed", ED25519, NOW.plusSeconds(60));

    assertThat(verifying(keys, NOW.plusSeconds(60))).containsExactly("first", "ed", "ec");
    assertThat(verifying(keys, NOW.plus(PUBLISHED_BEFORE))).containsExactly("ec", "ed", "first");
    assertThat(verifying(keys, NOW.plusSeconds(60).plus(PUBLISHED_BEFORE)))
        .containsExactly("ed", "ec", "first");
  }

  @Tag("ASVS-9.1.2")
  @Test
  void between_a_secret_and_public_keys_there_is_no_overlap_either_way() {
    Instant later = NOW.plusSeconds(60);
    SigningKeys secret = added(first(), "secret", HS256, later);

    assertThat(verifying(secret, later)).containsExactly("secret");
    assertThat(use(secret, "first", later)).isEqualTo(Use.RETIRED);

    SigningKeys back = added(secret, "back", RS256, later.plusSeconds(60));

    assertThat(verifying(back, later.plusSeconds(60))).containsExactly("back");
    assertThat(use(back, "secret", later.plusSeconds(60))).isEqualTo(Use.RETIRED);
    assertThat(use(back, "first", later.plusSeconds(60))).isEqualTo(Use.RETIRED);
  }

  @Test
  void a_secret_follows_a_secret_once_every_server_knows_it_and_both_verify() {
    SigningKeys keys =
        added(added(SigningKeys.NONE, "old", HS256, NOW), "new", HS256, NOW.plusSeconds(1));

    assertThat(verifying(keys, NOW.plusMillis(2999))).containsExactly("old", "new");
    assertThat(verifying(keys, NOW.plusSeconds(3))).containsExactly("new", "old");
  }

  @Test
  void a_key_is_out_of_use_by_its_first_successor_however_many_come_after_that() {
    Instant later = NOW.plus(PUBLISHED_BEFORE).plusSeconds(60);
    SigningKeys keys = added(added(first(), "second", RS256, NOW), "third", RS256, later);
    Instant ends = NOW.plus(PUBLISHED_BEFORE).plus(VERIFIES_AFTER);

    assertThat(verifying(keys, ends)).containsExactly("third", "second");
  }

  @Test
  void the_published_key_signs_instead_of_a_revoked_one_and_no_older_one_does() {
    Instant later = NOW.plus(PUBLISHED_BEFORE);
    SigningKeys keys = added(added(first(), "second", RS256, NOW), "third", RS256, later);

    keys = keys.revoked(new KeyId("second"), later);

    assertThat(verifying(keys, later)).containsExactly("third", "first");
  }

  @Test
  void a_successor_that_was_revoked_before_it_signed_ended_nothing() {
    SigningKeys keys = added(first(), "never", RS256, NOW).revoked(new KeyId("never"), NOW);
    Instant later = NOW.plus(PUBLISHED_BEFORE).plus(VERIFIES_AFTER);
    keys = added(keys, "next", RS256, later);

    assertThat(verifying(keys, later.plus(PUBLISHED_BEFORE))).containsExactly("next", "first");
  }

  @Test
  void a_revoked_key_never_makes_room_for_itself() {
    SigningKeys keys = first().revoked(FIRST.id(), NOW);

    assertThatIllegalArgumentException().isThrownBy(() -> keys.with(FIRST));
  }

  @Test
  void a_revoked_key_is_good_for_nothing_and_stays_known() {
    SigningKeys keys = added(first(), "next", RS256, NOW);
    Instant later = NOW.plus(PUBLISHED_BEFORE);
    SigningKeys revoked = keys.revoked(new KeyId("first"), later);

    assertThat(verifying(revoked, later)).containsExactly("next");
    assertThat(use(revoked, "first", later)).isEqualTo(Use.REVOKED);
    assertThat(revoked.find(new KeyId("first")).orElseThrow().revokedAt()).contains(later);
    assertThat(revoked.withoutRetired(NOW.plus(AGE))).isEqualTo(revoked);
    assertThat(revoked.revoked(new KeyId("first"), later.plusSeconds(1))).isEqualTo(revoked);
  }

  @Test
  void when_the_key_that_signs_is_revoked_the_published_one_signs_at_once() {
    SigningKeys keys = added(first(), "next", RS256, NOW);

    assertThat(verifying(keys.revoked(new KeyId("first"), NOW.plusSeconds(5)), NOW.plusSeconds(5)))
        .containsExactly("next");
  }

  @Test
  void when_the_published_key_is_revoked_the_one_that_signs_goes_on() {
    SigningKeys keys =
        added(first(), "next", RS256, NOW).revoked(new KeyId("next"), NOW.plusSeconds(5));

    assertThat(verifying(keys, NOW.plus(AGE))).containsExactly("first");
    assertThat(keys.newest()).contains(FIRST);
  }

  @Test
  void a_revoked_secret_still_parts_what_was_before_it_from_what_comes_after() {
    SigningKeys keys =
        added(first(), "secret", HS256, NOW).revoked(new KeyId("secret"), NOW.plusSeconds(1));
    SigningKeys back = keys.with(key("back", RS256, NOW.plusSeconds(1)));

    assertThat(verifying(back, NOW.plusSeconds(1))).containsExactly("back");
  }

  @Test
  void a_successor_is_due_as_long_before_the_age_as_it_has_to_be_published() {
    Instant due = NOW.plus(AGE).minus(PUBLISHED_BEFORE);

    assertThat(first().isSuccessorDue(due.minus(INSTANT), AGE)).isFalse();
    assertThat(first().isSuccessorDue(due, AGE)).isTrue();
    assertThat(added(first(), "next", RS256, due).isSuccessorDue(due, AGE)).isFalse();
    assertThat(added(first(), "next", RS256, due).isSuccessorDue(NOW.plus(AGE), AGE)).isFalse();
    assertThat(SigningKeys.NONE.with(FIRST.givenByOperator()).isSuccessorDue(due, AGE)).isFalse();
    SigningKeys secret = added(SigningKeys.NONE, "secret", HS256, NOW);
    assertThat(secret.isSuccessorDue(due, AGE)).isFalse();
    assertThat(secret.isSuccessorDue(NOW.plus(AGE).minusSeconds(2), AGE)).isTrue();
  }

  @Test
  void a_clock_that_was_set_back_leaves_a_key_that_signs_and_erases_none() {
    SigningKeys keys = added(first(), "next", RS256, NOW);
    SigningKeys changed = added(first(), "secret", HS256, NOW.plusSeconds(9));

    assertThat(verifying(keys, NOW.minusSeconds(99))).containsExactly("first", "next");
    assertThat(verifying(changed, NOW)).containsExactly("first");
    assertThat(changed.withoutRetired(NOW)).isEqualTo(changed);
  }

  @Test
  void a_key_that_comes_back_is_the_newest_once() {
    SigningKeys keys = added(first(), "next", RS256, NOW);
    SigningKeys back = keys.with(key("first", RS256, NOW.plusSeconds(700)));

    assertThat(back.newestFirst())
        .extracting(key -> key.id().text())
        .containsExactly("first", "next");
  }

  @Test
  void two_keys_have_two_ids() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SigningKeys(List.of(FIRST, key("first", ES256, NOW))));
  }

  /// Whatever happens, at the time of each step and at all times in between: a token signed by the
  /// signer of any moment is verified as long as it can live, but for changes of kind.
  @Property(tries = 300)
  void no_good_token_is_ever_refused(
      @ForAll @Size(min = 1, max = 8) List<@IntRange(min = 1, max = 9000) Integer> pauses,
      @ForAll @Size(8) List<@IntRange(min = 0, max = 2) Integer> algorithms) {
    SigningAlgorithm[] asymmetric = {RS256, ES256, ED25519};
    SigningKeys keys = first();
    Instant now = NOW;
    for (int i = 0; i < pauses.size(); i++) {
      now = now.plusSeconds(pauses.get(i));
      SigningKeys before = keys.withoutRetired(now);
      KeyId signer = before.signer(now).orElseThrow().id();
      keys = added(before, "key-" + i, asymmetric[algorithms.get(i)], now);
      Instant issued = now;
      for (int second = 0; second <= 3600; second += 300) {
        assertThat(keys.verifying(issued.plusSeconds(second)))
            .extracting(SigningKey::id)
            .contains(signer);
      }
    }
  }
}
