package dev.sallyport.application.port;

import dev.sallyport.domain.access.AccessClaims;
import dev.sallyport.domain.key.SigningAlgorithm;
import java.time.Instant;

/// Tells our access tokens from everything else. Thread-safe. Passes `AccessTokenContract` together
/// with [AccessTokenIssuer].
@FunctionalInterface
public interface AccessTokenVerifier {

  /// What a text, presented as an access token, turns out to be.
  sealed interface Verification {}

  /// A token of ours that has not expired; whether it was revoked is not asked here.
  ///
  /// @param algorithm that of the key that verified it: by a secret, every verifier could have made
  ///   the token
  record Verified(AccessClaims claims, SigningAlgorithm algorithm) implements Verification {}

  /// A token of ours, right in everything but that it has expired.
  record Expired(AccessClaims claims) implements Verification {}

  /// Anything else.
  record Invalid() implements Verification {}

  /// Judges a text, in the order of the contract, section 3. Never throws, whatever the text.
  Verification verify(String presented, Instant now);
}
