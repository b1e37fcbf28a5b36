package dev.sallyport.application.port;

import dev.sallyport.domain.access.AccessClaims;
import dev.sallyport.domain.access.AccessPolicy;
import dev.sallyport.domain.access.AccessToken;
import dev.sallyport.domain.key.SigningAlgorithm;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// Access tokens that are mere numbers into a table: nobody can forge what is not in it.
public final class FakeAccessTokens implements AccessTokenIssuer, AccessTokenVerifier {

  private final AccessPolicy policy;
  private final Map<String, AccessClaims> issued = new ConcurrentHashMap<>();
  private final AtomicInteger next = new AtomicInteger();

  public FakeAccessTokens(AccessPolicy policy) {
    this.policy = policy;
  }

  @Override
  public AccessToken issue(AccessClaims claims) {
    String text = "fake.access.token-" + next.incrementAndGet();
    issued.put(text, claims);
    return new AccessToken(text);
  }

  /// What this token says.
  public AccessClaims claimsOf(AccessToken token) {
    return Optional.ofNullable(issued.get(token.text())).orElseThrow();
  }

  /// The same tokens, as if they had been signed by a secret.
  public AccessTokenVerifier bySecret() {
    return (presented, now) ->
        verify(presented, now) instanceof Verified(var claims, _)
            ? new Verified(claims, SigningAlgorithm.HS256)
            : verify(presented, now);
  }

  @Override
  public Verification verify(String presented, Instant now) {
    AccessClaims claims = issued.get(presented);
    if (claims == null) {
      return new Invalid();
    }
    return switch (policy.judge(claims, now)) {
      case VALID -> new Verified(claims, SigningAlgorithm.RS256);
      case EXPIRED -> new Expired(claims);
      case WRONG_ISSUER,
          WRONG_AUDIENCE,
          WRONG_CLIENT,
          NO_LIFE,
          LIFE_TOO_LONG,
          NO_GENERATION,
          FROM_THE_FUTURE ->
          new Invalid();
    };
  }
}
