package dev.sallyport.application.port;

import dev.sallyport.domain.access.AccessClaims;
import dev.sallyport.domain.access.AccessToken;

/// Signs access tokens with the key of today. Thread-safe. Passes `AccessTokenContract` together
/// with [AccessTokenVerifier].
@FunctionalInterface
public interface AccessTokenIssuer {

  /// A token that says exactly this: `typ: at+jwt` (RFC 9068).
  AccessToken issue(AccessClaims claims);
}
