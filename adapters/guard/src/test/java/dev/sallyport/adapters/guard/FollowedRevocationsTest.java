package dev.sallyport.adapters.guard;

import static dev.sallyport.adapters.guard.FakeSallyport.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.adapters.guard.GuardSettings.WhenStale;
import dev.sallyport.application.port.RevocationLog.Entry;
import dev.sallyport.application.port.StoreUnavailableException;
import dev.sallyport.domain.session.Revocation;
import dev.sallyport.domain.session.SessionId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class FollowedRevocationsTest {

  private static final Duration STALENESS = Duration.ofSeconds(30);
  private static final SessionId ONE = new SessionId(new UUID(0x7000, Long.MIN_VALUE | 1));
  private static final SessionId TWO = new SessionId(new UUID(0x7000, Long.MIN_VALUE | 2));

  private Instant now = NOW;
  private final FollowedRevocations revocations =
      new FollowedRevocations(new Freshness(STALENESS, WhenStale.REFUSE), () -> now);

  private static Entry entry(SessionId session, int leastGeneration, long seconds) {
    return new Entry(session, new Revocation(leastGeneration, NOW.plusSeconds(seconds)));
  }

  private void take(String epoch, long after, long number, Entry... entries) {
    var feed =
        new Feed(
            now, now.plusSeconds(30), epoch, after, number, false, Set.of("k"), List.of(entries));
    assertThat(revocations.take(feed, now)).isEmpty();
  }

  @Test
  void entries_of_one_session_merge_to_the_stricter_one() {
    take("epoch", 0, 1, entry(ONE, 3, 100));
    take("epoch", 1, 2, entry(ONE, 2, 200));

    assertThat(revocations.of(ONE)).isEqualTo(new Revocation(3, NOW.plusSeconds(200)));
    assertThat(revocations.of(TWO)).isEqualTo(Revocation.NONE);
  }

  @Test
  void what_has_nothing_left_to_say_is_forgotten_at_the_next_answer() {
    take("epoch", 0, 2, entry(ONE, 3, 100), entry(TWO, 3, 200));
    now = NOW.plusSeconds(100);
    take("epoch", 2, 2);

    assertThat(revocations.size()).isEqualTo(1);
    assertThat(revocations.of(ONE)).isEqualTo(Revocation.NONE);
    assertThat(revocations.of(TWO).refuses(2, now)).isTrue();
  }

  @Test
  void entries_of_an_older_epoch_stay_true() {
    take("epoch", 0, 9, entry(ONE, Revocation.NO_GENERATION, 100));
    take("another", 0, 1, entry(TWO, 2, 100));

    assertThat(revocations.of(ONE).refuses(7, now)).isTrue();
    assertThat(revocations.of(TWO).refuses(1, now)).isTrue();
  }

  @Test
  void at_the_last_moment_it_is_still_known_and_then_no_more() {
    take("epoch", 0, 0);
    now = NOW.plus(STALENESS);
    assertThat(revocations.of(ONE)).isEqualTo(Revocation.NONE);
    now = now.plusMillis(1);
    assertThatThrownBy(() -> revocations.of(ONE)).isInstanceOf(StoreUnavailableException.class);
  }

  @Test
  void a_clock_that_is_set_back_makes_nothing_known() {
    take("epoch", 0, 0);
    now = NOW.minusMillis(1);

    assertThatThrownBy(() -> revocations.of(ONE)).isInstanceOf(StoreUnavailableException.class);
  }
}
