package dev.sallyport.adapters.jwt;

import com.auth0.jwt.JWT;
import dev.sallyport.application.port.AccessTokenIssuer;
import dev.sallyport.domain.access.AccessClaims;
import dev.sallyport.domain.access.AccessToken;
import java.util.Map;
import java.util.function.Supplier;

/// Issues access tokens as signed JWTs (RFC 9068) by the key of the ring that signs.
public final class JwtIssuer implements AccessTokenIssuer {

  private final Supplier<KeyRing> keys;

  /// @param keys the ring of the moment: asked for each token
  public JwtIssuer(Supplier<KeyRing> keys) {
    this.keys = keys;
  }

  @Override
  public AccessToken issue(AccessClaims claims) {
    RingKey key = keys.get().signer();
    return new AccessToken(
        JWT.create()
            .withHeader(Map.of("typ", JwtVerifier.TYP))
            .withKeyId(key.id().text())
            .withIssuer(claims.issuer())
            .withAudience(claims.audience())
            .withSubject(claims.subject().text())
            .withClaim("client_id", claims.clientId())
            .withIssuedAt(claims.issuedAt())
            .withExpiresAt(claims.expiresAt())
            .withJWTId(claims.id().text())
            .withClaim("sid", claims.session().text())
            .withClaim("gen", claims.generation())
            .withClaim("roles", claims.roles().texts())
            .sign(key.signer()));
  }
}
