package dev.sallyport.domain.key;

import java.time.Instant;
import java.util.Optional;

/// A key that signs access tokens, as the database keeps it.
///
/// @param wrapped the private key (PKCS#8) or the secret, under the master key
/// @param createdAt when it was made, or put to use
public record SigningKey(
    KeyId id, SigningAlgorithm algorithm, WrappedKey wrapped, Instant createdAt) {

  /// This key out of its wrapping; empty if it was wrapped under another master key, or changed.
  public Optional<OpenSigningKey> open(MasterKey master) {
    return master
        .unwrap(KeyPurpose.SIGNING_KEY, OpenSigningKey.boundId(id, algorithm), wrapped)
        .map(material -> new OpenSigningKey(id, algorithm, material));
  }
}
