package dev.sallyport.benchmarks.parts;

import dev.sallyport.adapters.jwt.JwtIssuer;
import dev.sallyport.adapters.jwt.JwtKeyGenerator;
import dev.sallyport.adapters.jwt.JwtVerifier;
import dev.sallyport.adapters.jwt.KeyRing;
import dev.sallyport.domain.access.AccessClaims;
import dev.sallyport.domain.access.AccessPolicy;
import dev.sallyport.domain.access.TokenId;
import dev.sallyport.domain.key.SigningAlgorithm;
import dev.sallyport.domain.session.SessionId;
import dev.sallyport.domain.user.Roles;
import dev.sallyport.domain.user.UserId;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/// An issuer of access tokens, and what verifiers of them go by.
record Tokens(
    JwtIssuer issuer, KeyRing keys, AccessPolicy policy, AccessClaims claims, Instant now) {

  private static final Duration TTL = Duration.ofMinutes(15);

  /// With a new key.
  static Tokens by(SigningAlgorithm algorithm) {
    var random = new SecureRandom();
    var ring = new KeyRing(List.of(new JwtKeyGenerator(random).generate(algorithm)));
    var policy = new AccessPolicy("https://auth.example", "https://auth.example", "sallyport", TTL);
    Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    var claims =
        new AccessClaims(
            policy.issuer(),
            policy.audience(),
            UserId.create(random.generateSeed(UserId.RANDOM_BYTES)),
            policy.clientId(),
            now,
            now.plus(TTL),
            TokenId.create(random.generateSeed(TokenId.RANDOM_BYTES)),
            SessionId.create(now, random.generateSeed(SessionId.RANDOM_BYTES)),
            7,
            Roles.NONE);
    return new Tokens(new JwtIssuer(() -> ring), ring, policy, claims, now);
  }

  /// A verifier that knows no token yet.
  JwtVerifier verifier() {
    return new JwtVerifier(keys, policy);
  }

  String issue() {
    return issuer.issue(claims).text();
  }
}
