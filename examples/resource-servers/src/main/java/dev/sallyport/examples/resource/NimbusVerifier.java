package dev.sallyport.examples.resource;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import java.net.URL;
import java.text.ParseException;
import java.util.Set;

/// A verifier of access tokens made of Nimbus JOSE + JWT alone, for RS256 and ES256.
public final class NimbusVerifier {

  // snippet: nimbus
  private final DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();

  /// @param jwks where the keys are, such as `https://auth.example.com/.well-known/jwks.json`
  public NimbusVerifier(URL jwks, String issuer, String audience) {
    JWKSource<SecurityContext> keys =
        JWKSourceBuilder.create(jwks).retrying(true).outageTolerant(3_600_000).build();
    processor.setJWSTypeVerifier(new DefaultJOSEObjectTypeVerifier<>(new JOSEObjectType("at+jwt")));
    processor.setJWSKeySelector(
        new JWSVerificationKeySelector<>(Set.of(JWSAlgorithm.RS256, JWSAlgorithm.ES256), keys));
    processor.setJWTClaimsSetVerifier(
        new DefaultJWTClaimsVerifier<>(
            audience,
            new JWTClaimsSet.Builder().issuer(issuer).build(),
            Set.of("sub", "exp", "roles")));
  }

  /// The claims of a good token.
  ///
  /// @throws BadJOSEException if it is to be refused
  /// @throws JOSEException if there were no keys to be had
  /// @throws ParseException if it is no JWT
  public JWTClaimsSet verify(String token) throws BadJOSEException, JOSEException, ParseException {
    return processor.process(token, null);
  }
  // end of snippet
}
