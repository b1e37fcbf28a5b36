package dev.sallyport.domain.key;

import java.time.Instant;

/// A signing key out of its wrapping, as it lies in memory while the server runs.
///
/// @param material the private key (PKCS#8) or the secret
public record OpenSigningKey(KeyId id, SigningAlgorithm algorithm, SecretBytes material) {

  /// This key as it may be stored.
  ///
  /// @param nonce 12 random bytes, used for this call alone
  public SigningKey wrap(MasterKey master, byte[] nonce, Instant createdAt) {
    return new SigningKey(
        id,
        algorithm,
        master.wrap(KeyPurpose.SIGNING_KEY, boundId(id, algorithm), material, nonce),
        createdAt);
  }

  /// The text that a wrapped key is bound to: its id and its one algorithm.
  static String boundId(KeyId id, SigningAlgorithm algorithm) {
    return id.text() + ' ' + algorithm.text();
  }
}
