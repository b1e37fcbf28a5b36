package dev.sallyport.application.port;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.application.port.RevocationCopy.Round;
import dev.sallyport.application.port.RevocationCopy.State;
import dev.sallyport.application.port.RevocationLog.Entry;
import dev.sallyport.domain.session.CopyId;
import dev.sallyport.domain.session.FeedEpoch;
import dev.sallyport.domain.session.Revocation;
import dev.sallyport.domain.session.SessionId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// What every [RevocationCopy] promises. Subclasses give one on a server where nothing is.
public abstract class RevocationCopyContract {

  private static final CopyId ONE = new CopyId("the-first-copy-of-allA");
  private static final CopyId OTHER = new CopyId("the-other-copy-of-allA");
  private static final FeedEpoch EPOCH = new FeedEpoch("the-first-epoch-of-all");
  private static final SessionId ALICE = new SessionId(new UUID(0x7000, 1L << 63));
  private static final SessionId BOB = new SessionId(new UUID(0x7000, (1L << 63) + 1));
  private static final Instant UNTIL = Instant.parse("2026-11-24T10:00:00.123Z");
  private static final Instant PAST = UNTIL.minusSeconds(3600);

  private int rounds;

  protected abstract RevocationCopy copy();

  /// How long a round lasts here.
  protected Duration validity() {
    return RevocationCopy.VALIDITY;
  }

  /// Lets time pass for the server.
  protected abstract void elapse(Duration time);

  private Round opened() {
    var round = new Round("%016x".formatted(++rounds));
    copy().open(round);
    return round;
  }

  /// What the copy that is there says.
  private Optional<Revocation> look(SessionId session) {
    return copy().state().copy().flatMap(id -> copy().look(id, session));
  }

  private static Entry entry(SessionId session, int least, Instant until) {
    return new Entry(session, new Revocation(least, until));
  }

  private void build(CopyId id, long number, Entry... entries) {
    copy().begin(id, EPOCH);
    assertThat(copy().add(id, List.of(entries))).isTrue();
    assertThat(copy().finish(id, number, opened())).isTrue();
  }

  @Test
  void where_nothing_is_nothing_is_believed() {
    assertThat(look(ALICE)).isEmpty();
    assertThat(copy().state()).isEqualTo(State.NOTHING);
    assertThat(copy().add(ONE, List.of())).isFalse();
    assertThat(copy().finish(ONE, 1, opened())).isFalse();
    assertThat(copy().apply(ONE, 0, 1, List.of(), PAST)).isEmpty();
    assertThat(copy().renew(ONE, 0, opened())).isFalse();
  }

  @Test
  void a_finished_copy_says_what_is_revoked_and_what_is_not() {
    build(ONE, 7, entry(ALICE, 3, UNTIL));

    assertThat(look(ALICE)).contains(new Revocation(3, UNTIL));
    assertThat(look(BOB)).contains(Revocation.NONE);
    assertThat(copy().state())
        .isEqualTo(new State(Optional.of(ONE), Optional.of(EPOCH), 7, true, true));
  }

  @Test
  void a_copy_that_is_being_built_is_not_believed_and_takes_no_other_entries() {
    build(ONE, 7);
    copy().begin(OTHER, EPOCH);
    copy().add(OTHER, List.of(entry(ALICE, 3, UNTIL)));

    assertThat(look(ALICE)).isEmpty();
    assertThat(copy().state())
        .isEqualTo(new State(Optional.of(OTHER), Optional.of(EPOCH), 0, false, false));
    assertThat(copy().apply(OTHER, 0, 9, List.of(), PAST)).isEmpty();
    assertThat(copy().renew(OTHER, 0, opened())).isFalse();
  }

  @Test
  void another_copy_takes_nothing_over() {
    build(ONE, 7, entry(ALICE, 3, UNTIL));
    build(OTHER, 8);

    assertThat(look(ALICE)).contains(Revocation.NONE);
    assertThat(copy().add(ONE, List.of())).isFalse();
    assertThat(copy().finish(ONE, 9, opened())).isFalse();
    assertThat(copy().apply(ONE, 7, 9, List.of(), PAST)).isEmpty();
    assertThat(copy().renew(ONE, 7, opened())).isFalse();
    assertThat(copy().state().number()).isEqualTo(8);
  }

  @Test
  void who_asks_for_a_copy_is_told_nothing_by_another() {
    build(OTHER, 7, entry(ALICE, 3, UNTIL));

    assertThat(copy().look(ONE, ALICE)).isEmpty();
    assertThat(copy().look(ONE, BOB)).as("of whom the other has nothing").isEmpty();
    assertThat(copy().look(OTHER, ALICE)).contains(new Revocation(3, UNTIL));
  }

  @Test
  void a_copy_that_is_begun_twice_keeps_what_was_added_in_between() {
    copy().begin(ONE, EPOCH);
    copy().add(ONE, List.of(entry(ALICE, 3, UNTIL)));

    copy().begin(ONE, EPOCH);

    assertThat(copy().finish(ONE, 7, opened())).isTrue();
    assertThat(look(ALICE)).contains(new Revocation(3, UNTIL));
  }

  @Test
  void it_is_valid_for_a_while_and_never_again_after_that() {
    build(ONE, 7);
    elapse(validity());

    assertThat(look(ALICE)).isEmpty();
    assertThat(copy().state())
        .isEqualTo(new State(Optional.of(ONE), Optional.of(EPOCH), 7, true, false));
    assertThat(copy().renew(ONE, 7, opened())).isFalse();
    assertThat(look(ALICE)).isEmpty();
  }

  @Test
  void it_can_be_renewed_while_it_is_valid() {
    build(ONE, 7);
    Duration some = validity().multipliedBy(3).dividedBy(5);
    elapse(some);
    assertThat(copy().renew(ONE, 7, opened())).isTrue();
    elapse(some);

    assertThat(look(ALICE)).contains(Revocation.NONE);
  }

  @Test
  void a_round_gives_no_more_validity_than_it_has_left() {
    Round early = opened();
    Duration some = validity().multipliedBy(3).dividedBy(5);
    elapse(some);
    build(ONE, 7);
    assertThat(copy().renew(ONE, 7, early)).isTrue();
    Round late = opened();
    elapse(some);

    assertThat(copy().renew(ONE, 7, early)).isFalse();
    assertThat(look(ALICE)).as("not shortened").isPresent();
    assertThat(copy().renew(ONE, 7, late)).isTrue();
    elapse(some);
    assertThat(look(ALICE)).as("no longer than the later round").isEmpty();
  }

  @Test
  void a_round_that_is_over_finishes_nothing() {
    copy().begin(ONE, EPOCH);
    Round round = opened();
    elapse(validity());

    assertThat(copy().finish(ONE, 7, round)).isFalse();
    assertThat(copy().state().whole()).isFalse();
    assertThat(copy().finish(ONE, 7, new Round("0123456789abcdef"))).isFalse();
  }

  @Test
  void a_copy_that_is_not_that_far_is_not_renewed() {
    build(ONE, 7);

    assertThat(copy().renew(ONE, 8, opened())).isFalse();
    assertThat(copy().apply(ONE, 7, 8, List.of(), PAST)).isEqualTo(OptionalLong.of(8));
    assertThat(copy().renew(ONE, 8, opened())).isTrue();
  }

  @Test
  void entries_above_a_number_that_it_has_not_come_to_are_not_taken() {
    build(ONE, 7);

    assertThat(copy().apply(ONE, 8, 9, List.of(entry(ALICE, 3, UNTIL)), PAST)).isEmpty();

    assertThat(look(ALICE)).contains(Revocation.NONE);
    assertThat(copy().state().number()).isEqualTo(7);
  }

  @Test
  void the_number_never_goes_back() {
    build(ONE, 7);
    copy().apply(ONE, 7, 9, List.of(), PAST);

    assertThat(copy().apply(ONE, 7, 8, List.of(), PAST)).isEqualTo(OptionalLong.of(9));
    assertThat(copy().state().number()).isEqualTo(9);
  }

  @Test
  void a_session_keeps_the_greater_generation_and_the_later_end() {
    build(ONE, 7, entry(ALICE, 3, UNTIL));

    copy().apply(ONE, 7, 8, List.of(entry(ALICE, 2, UNTIL.plusSeconds(9))), PAST);
    assertThat(look(ALICE)).contains(new Revocation(3, UNTIL.plusSeconds(9)));
    copy()
        .apply(
            ONE,
            7,
            7,
            List.of(entry(ALICE, Revocation.NO_GENERATION, UNTIL.minusSeconds(9))),
            PAST);
    assertThat(look(ALICE))
        .contains(new Revocation(Revocation.NO_GENERATION, UNTIL.plusSeconds(9)));
  }

  @Test
  void entries_may_come_twice_while_it_is_built() {
    build(ONE, 7, entry(ALICE, 3, UNTIL), entry(ALICE, 2, UNTIL.plusSeconds(1)));

    assertThat(look(ALICE)).contains(new Revocation(3, UNTIL.plusSeconds(1)));
  }

  @Test
  void it_holds_no_more_than_about_what_is_in_force() {
    build(ONE, 0);
    for (int i = 1; i <= 1500; i++) {
      Instant now = UNTIL.plusSeconds(i);
      var session = new SessionId(new UUID(0x7000, (1L << 63) + i));
      copy().apply(ONE, i - 1, i, List.of(entry(session, 1, now.plusSeconds(20))), now);
      assertThat(copy().state().number()).isEqualTo(i);
    }
    long kept =
        java.util.stream.IntStream.rangeClosed(1, 1500)
            .filter(i ->
                look(new SessionId(new UUID(0x7000, (1L << 63) + i)))
                    .filter(Revocation.NONE::equals)
                    .isEmpty())
            .count();

    // 20 are in force; what has ended goes within a round of the few steps that each of them takes.
    assertThat(kept).isBetween(20L, 200L);
  }
}
