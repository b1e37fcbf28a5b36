package dev.sallyport.adapters.jwt;

import dev.sallyport.domain.key.KeyId;
import dev.sallyport.domain.key.OpenSigningKey;
import dev.sallyport.domain.key.SecretBytes;
import dev.sallyport.domain.key.SigningAlgorithm;
import java.security.SecureRandom;
import java.util.List;

/// Keys that are made once for all tests, since RSA takes its time.
final class TestKeys {

  static final OpenSigningKey RSA = rsa();
  static final OpenSigningKey OTHER_RSA = rsa();
  static final OpenSigningKey EC = make(SigningAlgorithm.ES256);
  static final OpenSigningKey ED = make(SigningAlgorithm.ED25519);
  static final OpenSigningKey SECRET = make(SigningAlgorithm.HS256);

  /// One of each algorithm.
  static final List<OpenSigningKey> ALL = List.of(RSA, EC, ED, SECRET);

  private TestKeys() {}

  private static OpenSigningKey rsa() {
    return make(SigningAlgorithm.RS256);
  }

  static OpenSigningKey make(SigningAlgorithm algorithm) {
    return new JwtKeyGenerator(new SecureRandom()).generate(algorithm);
  }

  static KeyRing ring(OpenSigningKey... keys) {
    return new KeyRing(List.of(keys));
  }

  static OpenSigningKey secret(String id, byte[] bytes) {
    return new OpenSigningKey(new KeyId(id), SigningAlgorithm.HS256, SecretBytes.copyOf(bytes));
  }
}
