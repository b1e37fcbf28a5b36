package dev.sallyport.domain.oauth;

import dev.sallyport.domain.key.SecretBytes;
import java.time.Instant;

/// A service that may introspect and revoke tokens.
///
/// @param secretDigest the SHA-256 of its secret, 32 bytes
public record OAuthClient(OAuthClientId id, SecretBytes secretDigest, Instant createdAt) {

  /// @throws IllegalArgumentException if the digest has not 32 bytes
  public OAuthClient {
    if (secretDigest.length() != 32) {
      throw new IllegalArgumentException("a SHA-256 has 32 bytes");
    }
  }
}
