package dev.sallyport.application.port;

import dev.sallyport.domain.key.OpenSigningKey;
import dev.sallyport.domain.key.SecretBytes;
import dev.sallyport.domain.key.SigningAlgorithm;

/// Makes the keys that sign access tokens. Thread-safe.
public interface SigningKeyGenerator {

  /// A new key of full strength: RSA of 3,072 bits, P-256, Ed25519, or a secret of 32
  /// bytes.
  OpenSigningKey generate(SigningAlgorithm algorithm);

  /// An `HS256` key from a secret of the operator's, under a random id.
  ///
  /// @param secret 32 bytes or more
  OpenSigningKey adopt(SecretBytes secret);
}
