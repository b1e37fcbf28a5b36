package dev.sallyport.adapters.jwt;

import dev.sallyport.application.port.AccessTokenContract;
import dev.sallyport.application.port.AccessTokenIssuer;
import dev.sallyport.application.port.AccessTokenVerifier;
import org.junit.jupiter.api.Nested;

/// Both algorithms keep the contract of access tokens.
final class JwtContractTest {

  @Nested
  final class Rs256 extends AccessTokenContract {
    private final KeyRing ring = TestKeys.ring(TestKeys.RSA);

    @Override
    protected AccessTokenIssuer issuer() {
      return new JwtIssuer(() -> ring);
    }

    @Override
    protected AccessTokenVerifier verifier() {
      return new JwtVerifier(ring, POLICY);
    }
  }

  @Nested
  final class Hs256 extends AccessTokenContract {
    private final KeyRing ring = TestKeys.ring(TestKeys.SECRET);

    @Override
    protected AccessTokenIssuer issuer() {
      return new JwtIssuer(() -> ring);
    }

    @Override
    protected AccessTokenVerifier verifier() {
      return new JwtVerifier(ring, POLICY);
    }
  }
}
