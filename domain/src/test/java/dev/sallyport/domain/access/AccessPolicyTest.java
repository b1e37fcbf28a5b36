package dev.sallyport.domain.access;

import static dev.sallyport.domain.Sample.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sallyport.domain.Sample;
import dev.sallyport.domain.access.AccessPolicy.Validity;
import dev.sallyport.domain.password.PasswordHash;
import dev.sallyport.domain.user.Role;
import dev.sallyport.domain.user.Roles;
import dev.sallyport.domain.user.User;
import dev.sallyport.domain.user.Username;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AccessPolicyTest {

  private static final String ISSUER = "https://auth.example.org";
  private static final String AUDIENCE = "https://api.example.org";
  private static final Duration TTL = Duration.ofMinutes(15);
  private static final TokenId ID = TokenId.create(new byte[TokenId.RANDOM_BYTES]);
  private static final Instant ISSUED = Instant.parse("2026-11-24T08:00:00Z");

  private final AccessPolicy policy = new AccessPolicy(ISSUER, AUDIENCE, "sallyport", TTL);
  private final User alice =
      User.create(
          Sample.ALICE,
          new Username("alice"),
          new PasswordHash("{plain}x"),
          new Roles(List.of(new Role("reader"))),
          NOW);
  private final AccessClaims good = policy.claimsFor(Sample.session(), alice, ID, NOW);

  private AccessClaims with(String issuer, String audience, String client, int generation) {
    return new AccessClaims(
        issuer,
        audience,
        good.subject(),
        client,
        good.issuedAt(),
        good.expiresAt(),
        good.id(),
        good.session(),
        generation,
        good.roles());
  }

  private AccessClaims at(Instant issuedAt, Instant expiresAt) {
    return new AccessClaims(
        ISSUER,
        AUDIENCE,
        good.subject(),
        "sallyport",
        issuedAt,
        expiresAt,
        good.id(),
        good.session(),
        1,
        good.roles());
  }

  @Test
  @Tag("J-33")
  void on_another_machine_a_token_is_believed_for_some_seconds_more() {
    Duration leeway = Duration.ofSeconds(30);
    var elsewhere = new AccessPolicy(ISSUER, AUDIENCE, "sallyport", TTL, leeway);
    Instant last = good.expiresAt().plus(leeway);

    assertThat(elsewhere.judge(good, last.minusMillis(1))).isEqualTo(Validity.VALID);
    assertThat(elsewhere.judge(good, last)).isEqualTo(Validity.EXPIRED);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new AccessPolicy(ISSUER, AUDIENCE, "sallyport", TTL, leeway.negated()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "a\n", "\u00e9", "\"", "\\"})
  void a_name_that_cannot_stand_in_a_token_is_refused(String name) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new AccessPolicy(name, AUDIENCE, "sallyport", TTL));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new AccessPolicy(ISSUER, name, "sallyport", TTL));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new AccessPolicy(ISSUER, AUDIENCE, name, TTL));
  }

  @Test
  void names_are_short_enough_for_a_token_together() {
    assertThat(new AccessPolicy("i".repeat(70), "a".repeat(70), "c".repeat(20), TTL).clientId())
        .hasSize(20);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new AccessPolicy("i".repeat(70), "a".repeat(70), "c".repeat(21), TTL));
  }

  @Test
  void a_new_token_says_who_where_and_until_when_in_whole_seconds() {
    assertThat(good)
        .isEqualTo(
            new AccessClaims(
                ISSUER,
                AUDIENCE,
                Sample.ALICE,
                "sallyport",
                ISSUED,
                ISSUED.plus(TTL),
                ID,
                Sample.SESSION_ID,
                1,
                alice.roles()));
    assertThat(policy.judge(good, NOW)).isEqualTo(Validity.VALID);
  }

  @Test
  void a_token_does_not_outlive_its_session() {
    Instant sessionEnd = Sample.session().endsAt();
    Instant shortlyBefore = sessionEnd.minusSeconds(90);

    AccessClaims last = policy.claimsFor(Sample.session(), alice, ID, shortlyBefore);

    assertThat(last.expiresAt()).isEqualTo(sessionEnd.truncatedTo(ChronoUnit.SECONDS));
    assertThat(policy.judge(last, shortlyBefore)).isEqualTo(Validity.VALID);
    assertThat(policy.judge(last, sessionEnd)).isEqualTo(Validity.EXPIRED);
  }

  @Test
  @Tag("J-32")
  @Tag("ASVS-9.2.1")
  void it_expires_at_its_very_instant_without_leeway() {
    Instant exp = good.expiresAt();

    assertThat(policy.judge(good, exp.minusMillis(1))).isEqualTo(Validity.VALID);
    assertThat(policy.judge(good, exp)).isEqualTo(Validity.EXPIRED);
    assertThat(policy.judge(good, exp.plusSeconds(1))).isEqualTo(Validity.EXPIRED);
  }

  @Test
  @Tag("J-36")
  @Tag("ASVS-1.4.2")
  @Tag("ASVS-9.2.1")
  void an_expiry_in_another_age_is_never_valid() {
    assertThat(policy.judge(at(ISSUED, Instant.EPOCH), NOW)).isEqualTo(Validity.NO_LIFE);
    assertThat(policy.judge(at(ISSUED, Instant.ofEpochSecond(-1)), NOW))
        .isEqualTo(Validity.NO_LIFE);
    assertThat(policy.judge(at(Instant.EPOCH.minus(TTL), Instant.EPOCH), NOW))
        .isEqualTo(Validity.EXPIRED);
  }

  @Test
  @Tag("J-40")
  @Tag("ASVS-9.2.1")
  void a_longer_life_than_we_give_is_invalid_however_well_signed() {
    assertThat(policy.judge(at(ISSUED, ISSUED.plus(TTL)), NOW)).isEqualTo(Validity.VALID);
    assertThat(policy.judge(at(ISSUED, ISSUED.plus(TTL).plusSeconds(1)), NOW))
        .isEqualTo(Validity.LIFE_TOO_LONG);
    assertThat(policy.judge(at(ISSUED, ISSUED.plus(Duration.ofDays(3650))), NOW))
        .isEqualTo(Validity.LIFE_TOO_LONG);
    assertThat(policy.judge(at(ISSUED, ISSUED), NOW)).isEqualTo(Validity.NO_LIFE);
    assertThat(policy.judge(at(ISSUED, ISSUED.minusSeconds(1)), NOW)).isEqualTo(Validity.NO_LIFE);
    assertThat(policy.judge(at(Instant.MIN, Instant.MAX), NOW)).isEqualTo(Validity.LIFE_TOO_LONG);
    assertThat(policy.judge(at(Instant.MAX, Instant.MIN), NOW)).isEqualTo(Validity.NO_LIFE);
  }

  @Test
  @Tag("J-42")
  @Tag("ASVS-9.2.1")
  void another_clock_may_be_30_seconds_ahead_and_no_more() {
    Instant ahead = NOW.plusSeconds(30);

    assertThat(policy.judge(at(ahead, ahead.plus(TTL)), NOW)).isEqualTo(Validity.VALID);
    assertThat(policy.judge(at(ahead.plusMillis(1), ahead.plus(TTL)), NOW))
        .isEqualTo(Validity.FROM_THE_FUTURE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "https://other.example.org",
        "https://API.example.org",
        "https://api.example.org/",
        "https://api.example.org ",
        "[\"https://api.example.org\"]",
      })
  @Tag("J-54")
  @Tag("J-57")
  @Tag("ASVS-9.2.3")
  @Tag("ASVS-10.3.1")
  void another_audience_is_invalid(String audience) {
    assertThat(policy.judge(with(ISSUER, audience, "sallyport", 1), NOW))
        .isEqualTo(Validity.WRONG_AUDIENCE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "https://other.example.org",
        "https://AUTH.example.org",
        "https://auth.example.org/",
        " https://auth.example.org",
      })
  @Tag("J-58")
  void another_issuer_is_invalid(String issuer) {
    assertThat(policy.judge(with(issuer, AUDIENCE, "sallyport", 1), NOW))
        .isEqualTo(Validity.WRONG_ISSUER);
  }

  @Test
  void another_client_or_no_generation_is_invalid() {
    assertThat(policy.judge(with(ISSUER, AUDIENCE, "Sallyport", 1), NOW))
        .isEqualTo(Validity.WRONG_CLIENT);
    assertThat(policy.judge(with(ISSUER, AUDIENCE, "sallyport", 0), NOW))
        .isEqualTo(Validity.NO_GENERATION);
    assertThat(policy.judge(with(ISSUER, AUDIENCE, "sallyport", -1), NOW))
        .isEqualTo(Validity.NO_GENERATION);
  }

  @Test
  void what_is_expired_and_wrong_besides_is_wrong() {
    assertThat(policy.judge(with(ISSUER, ISSUER, "sallyport", 1), good.expiresAt()))
        .isEqualTo(Validity.WRONG_AUDIENCE);
  }

  @Tag("ASVS-11.5.1")
  @Test
  void a_token_id_is_128_random_bits_as_22_characters() {
    assertThat(ID.text()).isEqualTo("A".repeat(22));
    assertThat(TokenId.parse("A-z_0".repeat(4) + "AA")).isPresent();
    for (String bad : List.of("", "A".repeat(21), "A".repeat(23), "A".repeat(21) + "=", "A B")) {
      assertThat(TokenId.parse(bad)).as(bad).isEmpty();
      assertThatIllegalArgumentException().isThrownBy(() -> new TokenId(bad));
    }
  }
}
