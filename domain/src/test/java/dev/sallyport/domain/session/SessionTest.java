package dev.sallyport.domain.session;

import static dev.sallyport.domain.Sample.CLIENT;
import static dev.sallyport.domain.Sample.KEY;
import static dev.sallyport.domain.Sample.NOW;
import static dev.sallyport.domain.Sample.POLICY;
import static dev.sallyport.domain.Sample.THIEF;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sallyport.domain.Sample;
import dev.sallyport.domain.session.Verdict.Refuse;
import dev.sallyport.domain.session.Verdict.Repeat;
import dev.sallyport.domain.session.Verdict.Rotate;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What happens to a session, and what never does.
final class SessionTest {

  private static final Duration TEN_MINUTES = Duration.ofMinutes(10);

  private final Session fresh = Sample.session();

  private static Verdict present(Session session, int generation, Instant now) {
    var token = new RefreshToken(1, session.id(), generation, new byte[RefreshToken.MAC_LENGTH]);
    return session.present(new Presented(token, Optional.of(KEY), CLIENT), now, POLICY);
  }

  private static Session rotated(Session session, Instant now) {
    return ((Rotate) present(session, session.generation(), now)).next();
  }

  private static Session ended(Session session, EndCause cause, Instant now) {
    return session.ended(cause, CLIENT.address(), now, POLICY);
  }

  @Test
  void a_login_opens_the_first_generation_with_nothing_revoked() {
    assertThat(fresh.generation()).isEqualTo(1);
    assertThat(fresh.version()).isEqualTo(1);
    assertThat(fresh.startedAt()).isEqualTo(NOW);
    assertThat(fresh.idleUntil()).isEqualTo(NOW.plus(Duration.ofDays(7)));
    assertThat(fresh.endsAt()).isEqualTo(NOW.plus(Duration.ofDays(30)));
    assertThat(fresh.end()).isEmpty();
    assertThat(fresh.revocation()).isEqualTo(Revocation.NONE);
    assertThat(fresh.lastRotation()).isEqualTo(new Rotation(NOW, Optional.empty(), CLIENT));
    assertThat(fresh.isLive(NOW)).isTrue();
  }

  @Test
  void a_rotation_changes_the_generation_its_origin_the_idle_time_and_the_version_alone() {
    Instant later = NOW.plusSeconds(60);

    assertThat(rotated(fresh, later))
        .isEqualTo(
            new Session(
                fresh.id(),
                fresh.user(),
                fresh.rootNumber(),
                fresh.salt(),
                2,
                new Rotation(later, Optional.of(KEY.digest()), CLIENT),
                fresh.startedAt(),
                later.plus(POLICY.refreshTtl()),
                fresh.endsAt(),
                Optional.empty(),
                Revocation.NONE,
                2));
  }

  @Test
  void every_write_raises_the_version_by_one() {
    Session second = rotated(fresh, NOW);
    Session stale = second.withStaleAccess(NOW, POLICY);

    assertThat(second.version()).isEqualTo(2);
    assertThat(stale.version()).isEqualTo(3);
    assertThat(ended(stale, EndCause.EVICTED, NOW).version()).isEqualTo(4);
  }

  @Test
  void a_session_ends_once_and_keeps_its_first_cause() {
    Session loggedOut = ended(fresh, EndCause.LOGGED_OUT, NOW);
    Session again =
        loggedOut.ended(EndCause.USER_DELETED, THIEF.address(), NOW.plusSeconds(9), POLICY);

    assertThat(loggedOut.end()).contains(new End(NOW, EndCause.LOGGED_OUT, CLIENT.address()));
    assertThat(again).isSameAs(loggedOut);
    assertThat(loggedOut.withStaleAccess(NOW.plusSeconds(9), POLICY)).isSameAs(loggedOut);
    assertThat(loggedOut.isLive(NOW)).isFalse();
  }

  @Test
  @Tag("R-19")
  void the_end_refuses_every_access_token_in_the_same_write() {
    Session ended = ended(rotated(fresh, NOW), EndCause.LOGGED_OUT, NOW);

    assertThat(ended.revocation())
        .isEqualTo(new Revocation(Revocation.NO_GENERATION, Sample.POLICY.revokedUntil(NOW)));
    assertThat(ended.generation()).isEqualTo(2);
    assertThat(ended.salt()).isEqualTo(fresh.salt());
  }

  @Test
  void stale_access_refuses_the_tokens_so_far_and_none_of_the_next_generation() {
    Session stale = rotated(fresh, NOW).withStaleAccess(NOW, POLICY);

    assertThat(stale.revocation()).isEqualTo(new Revocation(3, Sample.POLICY.revokedUntil(NOW)));
    assertThat(stale.revocation().refuses(2, NOW)).isTrue();
    Session next = rotated(stale, NOW.plusSeconds(1));
    assertThat(next.revocation().refuses(next.generation(), NOW.plusSeconds(1))).isFalse();
    assertThat(next.revocation()).as("is kept for the tokens so far").isEqualTo(stale.revocation());
  }

  @Test
  void a_later_revocation_takes_nothing_back() {
    Session stale = fresh.withStaleAccess(NOW, POLICY);
    Session twice = stale.withStaleAccess(NOW.plusSeconds(5), POLICY);
    Session earlier = stale.withStaleAccess(NOW.minusSeconds(5), POLICY);

    assertThat(twice.revocation())
        .isEqualTo(new Revocation(2, Sample.POLICY.revokedUntil(NOW.plusSeconds(5))));
    assertThat(earlier.revocation()).isEqualTo(stale.revocation());
  }

  /// OWASP ASVS 5.0, 7.3.2.
  @Tag("ASVS-7.3.2")
  @Tag("ASVS-10.4.8")
  @Test
  void a_session_that_is_refreshed_every_day_ends_on_the_thirtieth() {
    Session session = fresh;
    for (int day = 1; day < 30; day++) {
      session = rotated(session, NOW.plus(Duration.ofDays(day)));
      assertThat(session.idleUntil()).isBeforeOrEqualTo(session.endsAt());
      assertThat(session.endsAt()).isEqualTo(fresh.endsAt());
    }

    assertThat(session.idleUntil()).isEqualTo(fresh.endsAt());
    assertThat(present(session, session.generation(), NOW.plus(Duration.ofDays(30))))
        .isEqualTo(new Refuse(Refusal.EXPIRED));
    assertThat(present(session, session.generation(), NOW.plus(Duration.ofDays(31))))
        .isEqualTo(new Refuse(Refusal.EXPIRED));
  }

  @Test
  void a_policy_with_a_longer_life_does_not_move_the_end_of_a_session() {
    var longer =
        new SessionPolicy(
            POLICY.accessTtl(),
            Duration.ofDays(60),
            Duration.ofDays(90),
            POLICY.retryWindow(),
            Duration.ZERO,
            20);
    var token = new RefreshToken(1, fresh.id(), 1, new byte[RefreshToken.MAC_LENGTH]);
    var verdict = fresh.present(new Presented(token, Optional.empty(), CLIENT), NOW, longer);

    assertThat(((Rotate) verdict).next().endsAt()).isEqualTo(fresh.endsAt());
    assertThat(((Rotate) verdict).next().idleUntil()).isEqualTo(fresh.endsAt());
  }

  @Test
  @Tag("R-22")
  void a_clock_that_jumps_back_loses_nobody_and_moves_no_absolute_end() {
    Session second = rotated(fresh, NOW);
    Instant back = NOW.minus(TEN_MINUTES);

    assertThat(present(second, 1, back)).isEqualTo(new Repeat(second));
    Session third = rotated(second, back);
    assertThat(third.endsAt()).isEqualTo(fresh.endsAt());
    assertThat(third.generation()).isEqualTo(3);
  }

  @Test
  @Tag("R-22")
  void a_clock_that_jumps_forward_and_back_revives_nothing_that_has_ended() {
    Instant ahead = NOW.plus(TEN_MINUTES);
    Session ended = ended(rotated(fresh, ahead), EndCause.LOGGED_OUT, ahead);

    assertThat(ended.isLive(NOW)).isFalse();
    assertThat(present(ended, 2, NOW)).isEqualTo(new Refuse(Refusal.ENDED));
    assertThat(ended.revocation().refuses(2, NOW)).isTrue();
  }

  @Test
  @Tag("R-22")
  @Tag("R-24")
  void an_access_token_from_before_a_jump_back_stays_dead_for_its_whole_life() {
    Session second = rotated(fresh, NOW);
    Instant back = NOW.minus(TEN_MINUTES);
    Instant lastMoment = NOW.plus(POLICY.accessTtl()).minusMillis(1);

    assertThat(ended(second, EndCause.LOGGED_OUT, back).revocation().refuses(2, lastMoment))
        .isTrue();
    assertThat(second.withStaleAccess(back, POLICY).revocation().refuses(2, lastMoment)).isTrue();
  }

  @Test
  @Tag("R-24")
  void the_dead_stay_refused_for_as_long_as_their_tokens_could_live() {
    Session ended = ended(fresh, EndCause.LOGGED_OUT, NOW);
    // A command may run with other settings than the server: the longest life counts.
    Instant expiry = NOW.plus(SessionPolicy.GREATEST_ACCESS_TTL);

    // 30 seconds of leeway in the guard, and as much again.
    assertThat(ended.revocation().refuses(1, expiry.plusSeconds(59))).isTrue();
    assertThat(ended.revocation().refuses(1, expiry.plusSeconds(60))).isFalse();
  }

  @Tag("ASVS-2.2.3")
  @Test
  void a_session_that_contradicts_itself_is_none() {
    assertThatIllegalArgumentException().isThrownBy(() -> with(0, fresh.idleUntil()));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> with(Integer.MAX_VALUE, fresh.idleUntil()));
    assertThatIllegalArgumentException().isThrownBy(() -> with(1, fresh.endsAt().plusMillis(1)));
  }

  private Session with(int generation, Instant idleUntil) {
    return new Session(
        fresh.id(),
        fresh.user(),
        1,
        fresh.salt(),
        generation,
        fresh.lastRotation(),
        fresh.startedAt(),
        idleUntil,
        fresh.endsAt(),
        Optional.empty(),
        Revocation.NONE,
        1);
  }

  @Test
  void every_cause_has_a_word_and_every_word_its_cause() {
    for (EndCause cause : EndCause.values()) {
      assertThat(cause.word()).matches("[a-z]+(_[a-z]+)*");
      assertThat(EndCause.parse(cause.word())).contains(cause);
    }
    assertThat(EndCause.parse("LOGGED_OUT")).isEmpty();
    assertThat(EndCause.parse("")).isEmpty();
  }
}
