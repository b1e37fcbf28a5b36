package dev.sallyport.domain.session;

import static dev.sallyport.domain.Sample.CLIENT;
import static dev.sallyport.domain.Sample.KEY;
import static dev.sallyport.domain.Sample.NOW;
import static dev.sallyport.domain.Sample.OTHER_KEY;
import static dev.sallyport.domain.Sample.POLICY;
import static dev.sallyport.domain.Sample.THIEF;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.domain.Sample;
import dev.sallyport.domain.session.Verdict.Ahead;
import dev.sallyport.domain.session.Verdict.Refuse;
import dev.sallyport.domain.session.Verdict.Repeat;
import dev.sallyport.domain.session.Verdict.Replay;
import dev.sallyport.domain.session.Verdict.Rotate;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The table of the contract, section 2, row by row.
final class SessionPresentTest {

  private static final Duration WINDOW = POLICY.retryWindow();
  private static final Duration LEEWAY = Duration.ofSeconds(10);

  private static final SessionPolicy WITH_LEEWAY =
      new SessionPolicy(
          POLICY.accessTtl(),
          POLICY.refreshTtl(),
          POLICY.sessionMax(),
          POLICY.retryWindow(),
          LEEWAY,
          POLICY.maxPerUser());

  private static final Optional<IdempotencyKey> NO_KEY = Optional.empty();
  private static final Optional<IdempotencyKey> RIGHT_KEY = Optional.of(KEY);
  private static final Optional<IdempotencyKey> WRONG_KEY = Optional.of(OTHER_KEY);

  private final Session fresh = Sample.session();

  private static RefreshToken token(int generation) {
    return new RefreshToken(1, Sample.SESSION_ID, generation, new byte[RefreshToken.MAC_LENGTH]);
  }

  private static Presented presented(int generation, Optional<IdempotencyKey> key) {
    return new Presented(token(generation), key, CLIENT);
  }

  private static Verdict present(
      Session session, int generation, Optional<IdempotencyKey> key, Instant now) {
    return session.present(presented(generation, key), now, POLICY);
  }

  private static Session rotated(Session session, Optional<IdempotencyKey> key, Instant now) {
    return ((Rotate) present(session, session.generation(), key, now)).next();
  }

  private static void assertReplay(Verdict verdict, Session of, Instant now) {
    assertThat(verdict)
        .isEqualTo(new Replay(of.ended(EndCause.REPLAYED, CLIENT.address(), now, POLICY)));
    assertThat(((Replay) verdict).ended().end())
        .contains(new End(now, EndCause.REPLAYED, CLIENT.address()));
  }

  @Nested
  final class The_current_generation {

    @Test
    void rotates_without_a_key() {
      Session next = rotated(fresh, NO_KEY, NOW);

      assertThat(next.generation()).isEqualTo(2);
      assertThat(next.lastRotation()).isEqualTo(new Rotation(NOW, Optional.empty(), CLIENT));
    }

    @Test
    void rotates_with_a_key_whose_digest_is_remembered() {
      Session next = rotated(fresh, RIGHT_KEY, NOW);

      assertThat(next.lastRotation())
          .isEqualTo(new Rotation(NOW, Optional.of(KEY.digest()), CLIENT));
    }

    @Test
    void rotates_with_a_key_that_was_used_before() {
      Session second = rotated(fresh, RIGHT_KEY, NOW);
      Session third = rotated(second, RIGHT_KEY, NOW.plusSeconds(1));

      assertThat(third.generation()).isEqualTo(3);
    }
  }

  @Nested
  final class The_previous_generation {

    private final Session second = rotated(fresh, RIGHT_KEY, NOW);

    @Test
    @Tag("R-15")
    void with_its_key_inside_the_window_is_repeated_and_nothing_changes() {
      assertThat(present(second, 1, RIGHT_KEY, NOW)).isEqualTo(new Repeat(second));
      assertThat(present(second, 1, RIGHT_KEY, NOW.plus(WINDOW).minusMillis(1)))
          .isEqualTo(new Repeat(second));
    }

    @Test
    void with_its_key_at_the_end_of_the_window_and_after_it_is_a_replay() {
      Instant at = NOW.plus(WINDOW);
      Instant after = at.plusMillis(1);

      assertReplay(present(second, 1, RIGHT_KEY, at), second, at);
      assertReplay(present(second, 1, RIGHT_KEY, after), second, after);
    }

    @Test
    void with_a_wrong_key_is_a_replay_at_once() {
      assertReplay(present(second, 1, WRONG_KEY, NOW), second, NOW);
    }

    @Test
    @Tag("R-01")
    void without_a_key_is_a_replay_at_once() {
      assertReplay(present(second, 1, NO_KEY, NOW), second, NOW);
    }

    @Test
    void with_a_key_where_the_rotation_had_none_is_a_replay() {
      Session withoutKey = rotated(fresh, NO_KEY, NOW);

      assertReplay(present(withoutKey, 1, RIGHT_KEY, NOW), withoutKey, NOW);
    }

    @Test
    void without_a_key_on_both_sides_is_a_replay_since_there_is_no_leeway() {
      Session withoutKey = rotated(fresh, NO_KEY, NOW);

      assertReplay(present(withoutKey, 1, NO_KEY, NOW), withoutKey, NOW);
    }

    @Test
    @Tag("R-05")
    void without_a_key_is_a_replay_too_for_a_request_that_began_before_the_rotation() {
      Session withoutKey = rotated(fresh, NO_KEY, NOW);
      Instant before = NOW.minusMillis(1);

      assertReplay(present(withoutKey, 1, NO_KEY, before), withoutKey, before);
    }

    @Test
    void with_its_key_is_repeated_to_a_request_that_began_before_the_rotation() {
      assertThat(present(second, 1, RIGHT_KEY, NOW.minusMillis(1))).isEqualTo(new Repeat(second));
    }

    @Test
    void a_clock_that_was_set_back_opens_the_window_no_longer() {
      Instant at = NOW.minus(WINDOW);

      assertReplay(present(second, 1, RIGHT_KEY, at), second, at);
    }

    @Test
    void can_be_repeated_as_often_as_asked_and_opens_no_second_chain() {
      Session third = rotated(second, Optional.of(OTHER_KEY), NOW.plusSeconds(1));

      assertThat(present(third, 2, WRONG_KEY, NOW.plusSeconds(2))).isEqualTo(new Repeat(third));
      assertThat(present(third, 2, WRONG_KEY, NOW.plusSeconds(3))).isEqualTo(new Repeat(third));
    }

    @Test
    @Tag("R-07")
    void is_a_replay_with_its_own_key_once_its_successor_was_spent() {
      Session third = rotated(second, Optional.of(OTHER_KEY), NOW.plusSeconds(1));
      Instant later = NOW.plusSeconds(2);

      assertReplay(present(third, 1, RIGHT_KEY, later), third, later);
    }
  }

  @Nested
  final class With_a_leeway {

    private final Session second = rotated(fresh, NO_KEY, NOW);

    private Verdict again(Session session, Optional<IdempotencyKey> key, Instant now) {
      return session.present(presented(1, key), now, WITH_LEEWAY);
    }

    @Test
    @Tag("R-06")
    void the_previous_token_is_repeated_when_neither_request_had_a_key() {
      assertThat(again(second, NO_KEY, NOW.plus(LEEWAY).minusMillis(1)))
          .isEqualTo(new Repeat(second));
    }

    @Test
    void it_is_a_replay_from_the_end_of_the_leeway_on() {
      Instant at = NOW.plus(LEEWAY);

      assertReplay(again(second, NO_KEY, at), second, at);
    }

    @Test
    @Tag("N-08")
    void a_wrong_key_is_a_replay_all_the_same() {
      assertReplay(again(second, WRONG_KEY, NOW), second, NOW);
      Session withKey = rotated(fresh, RIGHT_KEY, NOW);
      assertReplay(again(withKey, WRONG_KEY, NOW), withKey, NOW);
    }

    @Test
    void no_key_is_a_replay_when_the_rotation_had_one() {
      Session withKey = rotated(fresh, RIGHT_KEY, NOW);

      assertReplay(again(withKey, NO_KEY, NOW), withKey, NOW);
    }

    @Test
    void the_key_has_its_whole_window() {
      Session withKey = rotated(fresh, RIGHT_KEY, NOW);

      assertThat(again(withKey, RIGHT_KEY, NOW.plus(WINDOW).minusMillis(1)))
          .isEqualTo(new Repeat(withKey));
    }
  }

  @Nested
  final class An_older_generation {

    @Test
    @Tag("R-02")
    void is_a_replay_of_whatever_age_with_or_without_a_key() {
      Session session = fresh;
      for (int day = 1; day <= 20; day++) {
        session = rotated(session, RIGHT_KEY, NOW.plus(Duration.ofDays(day)));
      }
      Instant now = NOW.plus(Duration.ofDays(20));
      for (int generation = 1; generation < session.generation() - 1; generation++) {
        assertReplay(present(session, generation, NO_KEY, now), session, now);
        assertReplay(present(session, generation, RIGHT_KEY, now), session, now);
        assertReplay(
            session.present(presented(generation, NO_KEY), now, WITH_LEEWAY), session, now);
      }
    }

    @Test
    void ends_the_session_for_the_thief_with_the_address_of_who_came_last() {
      Session second = rotated(fresh, NO_KEY, NOW);
      var byThief = new Presented(token(1), NO_KEY, THIEF);

      assertThat(second.present(byThief, NOW, POLICY))
          .isInstanceOfSatisfying(
              Replay.class,
              replay ->
                  assertThat(replay.ended().end())
                      .contains(new End(NOW, EndCause.REPLAYED, THIEF.address())));
    }

    @Test
    void takes_every_access_token_with_it() {
      Session second = rotated(fresh, NO_KEY, NOW);
      Session ended = ((Replay) present(second, 1, NO_KEY, NOW)).ended();

      assertThat(ended.revocation())
          .isEqualTo(new Revocation(Revocation.NO_GENERATION, Sample.POLICY.revokedUntil(NOW)));
    }
  }

  @Nested
  final class A_generation_ahead_of_the_database {

    @Test
    void goes_on_from_the_presented_one() {
      Session second = rotated(fresh, RIGHT_KEY, NOW);

      assertThat(present(second, 7, WRONG_KEY, NOW.plusSeconds(5)))
          .isInstanceOfSatisfying(
              Ahead.class,
              ahead -> {
                assertThat(ahead.next().generation()).isEqualTo(8);
                assertThat(ahead.next().version()).isEqualTo(second.version() + 1);
                assertThat(ahead.next().lastRotation())
                    .isEqualTo(
                        new Rotation(NOW.plusSeconds(5), Optional.of(OTHER_KEY.digest()), CLIENT));
                assertThat(ahead.next().endsAt()).isEqualTo(second.endsAt());
              });
    }

    @Test
    void is_spent_by_that_like_any_other() {
      Session next = ((Ahead) present(fresh, 7, NO_KEY, NOW)).next();

      assertReplay(present(next, 7, NO_KEY, NOW), next, NOW);
      assertReplay(present(next, 3, NO_KEY, NOW), next, NOW);
    }

    @Test
    void does_not_revive_a_session_that_has_ended() {
      Session ended = fresh.ended(EndCause.LOGGED_OUT, CLIENT.address(), NOW, POLICY);

      assertThat(present(ended, 7, NO_KEY, NOW)).isEqualTo(new Refuse(Refusal.ENDED));
    }

    @Tag("ASVS-1.4.2")
    @Test
    void at_the_end_of_all_counting_is_refused() {
      assertThat(present(fresh, Integer.MAX_VALUE, NO_KEY, NOW))
          .isEqualTo(new Refuse(Refusal.EXPIRED));
      assertThat(present(fresh, Integer.MAX_VALUE - 1, NO_KEY, NOW))
          .isEqualTo(new Refuse(Refusal.EXPIRED));
      assertThat(present(fresh, Integer.MAX_VALUE - 2, NO_KEY, NOW)).isInstanceOf(Ahead.class);
    }
  }

  @Nested
  final class A_session_that_is_over {

    @Test
    @Tag("R-04")
    @Tag("R-08")
    void refuses_every_generation_and_raises_no_second_alarm() {
      Session ended =
          rotated(rotated(fresh, NO_KEY, NOW), RIGHT_KEY, NOW)
              .ended(EndCause.LOGGED_OUT, CLIENT.address(), NOW, POLICY);

      for (int generation = 1; generation <= 4; generation++) {
        assertThat(present(ended, generation, NO_KEY, NOW)).isEqualTo(new Refuse(Refusal.ENDED));
        assertThat(present(ended, generation, RIGHT_KEY, NOW)).isEqualTo(new Refuse(Refusal.ENDED));
      }
    }

    @Test
    @Tag("R-09")
    @Tag("ASVS-7.3.1")
    void has_been_idle_too_long_at_the_very_instant_and_not_before() {
      Instant idle = NOW.plus(POLICY.refreshTtl());

      assertThat(present(fresh, 1, NO_KEY, idle.minusMillis(1))).isInstanceOf(Rotate.class);
      assertThat(present(fresh, 1, NO_KEY, idle)).isEqualTo(new Refuse(Refusal.EXPIRED));
    }

    @Test
    @Tag("R-09")
    @Tag("ASVS-7.3.2")
    @Tag("ASVS-10.4.8")
    void is_past_its_absolute_end_at_the_very_instant_and_not_before() {
      Session session = fresh;
      Instant end = NOW.plus(POLICY.sessionMax());
      for (Instant at = NOW; at.isBefore(end); at = at.plus(Duration.ofDays(6))) {
        session = rotated(session, NO_KEY, at);
      }

      assertThat(session.endsAt()).isEqualTo(end);
      assertThat(present(session, session.generation(), NO_KEY, end.minusMillis(1)))
          .isInstanceOf(Rotate.class);
      assertThat(present(session, session.generation(), NO_KEY, end))
          .isEqualTo(new Refuse(Refusal.EXPIRED));
    }

    @Test
    void expires_an_old_token_too_without_an_alarm() {
      Session second = rotated(fresh, RIGHT_KEY, NOW);

      assertThat(present(second, 1, RIGHT_KEY, NOW.plus(POLICY.refreshTtl())))
          .isEqualTo(new Refuse(Refusal.EXPIRED));
    }
  }
}
