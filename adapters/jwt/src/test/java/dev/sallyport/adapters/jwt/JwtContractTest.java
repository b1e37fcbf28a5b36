package dev.sallyport.adapters.jwt;

import dev.sallyport.application.port.AccessTokenContract;
import dev.sallyport.application.port.AccessTokenIssuer;
import dev.sallyport.application.port.AccessTokenVerifier;
import dev.sallyport.domain.key.OpenSigningKey;
import org.junit.jupiter.api.Nested;

/// Every algorithm keeps the contract of access tokens.
final class JwtContractTest {

  abstract static class Contract extends AccessTokenContract {
    private final KeyRing ring;

    Contract(OpenSigningKey key) {
      ring = TestKeys.ring(key);
    }

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
  final class Rs256 extends Contract {
    Rs256() {
      super(TestKeys.RSA);
    }
  }

  @Nested
  final class Es256 extends Contract {
    Es256() {
      super(TestKeys.EC);
    }
  }

  @Nested
  final class Ed25519 extends Contract {
    Ed25519() {
      super(TestKeys.ED);
    }
  }

  @Nested
  final class Hs256 extends Contract {
    Hs256() {
      super(TestKeys.SECRET);
    }
  }
}
