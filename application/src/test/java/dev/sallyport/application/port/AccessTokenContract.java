package dev.sallyport.application.port;

import static dev.sallyport.application.port.Given.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.application.port.AccessTokenVerifier.Expired;
import dev.sallyport.application.port.AccessTokenVerifier.Invalid;
import dev.sallyport.application.port.AccessTokenVerifier.Verified;
import dev.sallyport.domain.access.AccessClaims;
import dev.sallyport.domain.access.AccessPolicy;
import dev.sallyport.domain.access.TokenId;
import dev.sallyport.domain.user.Roles;
import dev.sallyport.domain.user.User;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What an [AccessTokenIssuer] and the [AccessTokenVerifier] beside it promise. Subclasses give a
/// pair of one installation, whose policy is [#POLICY].
public abstract class AccessTokenContract {

  /// What the tokens of the contract say.
  protected static final AccessPolicy POLICY =
      new AccessPolicy(
          "https://auth.example", "https://api.example", "sallyport", Duration.ofMinutes(15));

  private final Given given = Given.seed(5);

  protected abstract AccessTokenIssuer issuer();

  protected abstract AccessTokenVerifier verifier();

  private AccessClaims claims(AccessPolicy policy, Roles roles, Instant now) {
    User user = given.user("alice").withRoles(roles);
    return policy.claimsFor(given.session(user), user, TokenId.create(new byte[16]), now);
  }

  private AccessClaims claims() {
    return claims(POLICY, Given.roles("reader", "writer"), NOW);
  }

  @Tag("ASVS-9.2.4")
  @Test
  void a_token_says_what_it_was_issued_for() {
    AccessClaims claims = claims();

    assertThat(verified(verifier().verify(issuer().issue(claims).text(), NOW))).isEqualTo(claims);
  }

  @Test
  void a_token_may_carry_no_role_at_all() {
    AccessClaims claims = claims(POLICY, Roles.NONE, NOW);

    assertThat(verified(verifier().verify(issuer().issue(claims).text(), NOW))).isEqualTo(claims);
  }

  @Test
  @Tag("J-32")
  void a_token_expires_on_the_second_without_leeway() {
    AccessClaims claims = claims();
    String token = issuer().issue(claims).text();

    assertThat(verified(verifier().verify(token, claims.expiresAt().minusMillis(1))))
        .isEqualTo(claims);
    assertThat(verifier().verify(token, claims.expiresAt())).isEqualTo(new Expired(claims));
    assertThat(verifier().verify(token, claims.expiresAt().plusSeconds(1)))
        .isEqualTo(new Expired(claims));
  }

  @Test
  @Tag("J-42")
  void a_token_from_the_future_is_invalid_beyond_the_skew_of_clocks() {
    String token = issuer().issue(claims()).text();
    Instant issuedAt = claims().issuedAt();

    assertThat(verifier().verify(token, issuedAt.minusSeconds(30))).isInstanceOf(Verified.class);
    assertThat(verifier().verify(token, issuedAt.minusSeconds(31))).isEqualTo(new Invalid());
  }

  @Test
  @Tag("J-40")
  void a_token_with_a_longer_life_than_configured_is_invalid() {
    var longer =
        new AccessPolicy(
            POLICY.issuer(), POLICY.audience(), POLICY.clientId(), Duration.ofMinutes(16));

    assertThat(verify(claims(longer, Roles.NONE, NOW))).isEqualTo(new Invalid());
  }

  @Test
  @Tag("J-54")
  @Tag("J-58")
  @Tag("ASVS-9.2.3")
  @Tag("ASVS-10.3.1")
  void a_token_for_or_from_somebody_else_is_invalid() {
    assertThat(verify(claims(policy("https://other.example", null, null), Roles.NONE, NOW)))
        .isEqualTo(new Invalid());
    assertThat(verify(claims(policy(null, "https://api.example/", null), Roles.NONE, NOW)))
        .isEqualTo(new Invalid());
    assertThat(verify(claims(policy(null, null, "other"), Roles.NONE, NOW)))
        .isEqualTo(new Invalid());
  }

  @Test
  void a_token_that_is_wrong_and_expired_is_invalid_not_expired() {
    AccessClaims claims = claims(policy("https://other.example", null, null), Roles.NONE, NOW);

    assertThat(verifier().verify(issuer().issue(claims).text(), NOW.plusSeconds(9999)))
        .isEqualTo(new Invalid());
  }

  @Test
  void any_other_text_is_invalid() {
    for (String text : new String[] {"", ".", "..", "a.b.c", "null", "\u0000", "😀"}) {
      assertThat(verifier().verify(text, NOW)).isEqualTo(new Invalid());
    }
  }

  private static AccessClaims verified(AccessTokenVerifier.Verification verification) {
    assertThat(verification).isInstanceOf(Verified.class);
    return ((Verified) verification).claims();
  }

  private AccessTokenVerifier.Verification verify(AccessClaims claims) {
    return verifier().verify(issuer().issue(claims).text(), NOW);
  }

  private static AccessPolicy policy(
      @Nullable String issuer, @Nullable String audience, @Nullable String clientId) {
    return new AccessPolicy(
        issuer == null ? POLICY.issuer() : issuer,
        audience == null ? POLICY.audience() : audience,
        clientId == null ? POLICY.clientId() : clientId,
        POLICY.ttl());
  }
}
