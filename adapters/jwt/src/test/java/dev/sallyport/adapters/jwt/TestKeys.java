package dev.sallyport.adapters.jwt;

import dev.sallyport.adapters.accp.Accp;
import dev.sallyport.adapters.accp.Accp.Loaded;
import dev.sallyport.adapters.accp.Accp.NotLoaded;
import dev.sallyport.domain.key.KeyId;
import dev.sallyport.domain.key.OpenSigningKey;
import dev.sallyport.domain.key.SecretBytes;
import dev.sallyport.domain.key.SigningAlgorithm;
import java.security.SecureRandom;
import java.util.List;

/// Keys that are made once for all tests, since RSA takes its time.
final class TestKeys {

  /// All tests of this module run a second time by another provider than the JDK's: see the pom.
  static final SignatureProvider PROVIDER = provider();

  static final OpenSigningKey RSA = rsa();
  static final OpenSigningKey OTHER_RSA = rsa();
  static final OpenSigningKey EC = make(SigningAlgorithm.ES256);
  static final OpenSigningKey ED = make(SigningAlgorithm.ED25519);
  static final OpenSigningKey SECRET = make(SigningAlgorithm.HS256);

  /// One of each algorithm.
  static final List<OpenSigningKey> ALL = List.of(RSA, EC, ED, SECRET);

  private TestKeys() {}

  private static SignatureProvider provider() {
    var provider = new SignatureProvider();
    if (System.getProperty("sallyport.crypto.provider", "jdk").equals("accp")) {
      switch (Accp.load()) {
        case Loaded(var loaded) -> provider.use(loaded);
        case NotLoaded(var why) ->
            System.err.println("SIGNATURES BY ACCP ARE NOT TESTED, BUT THE JDK'S TWICE: " + why);
      }
    }
    return provider;
  }

  private static OpenSigningKey rsa() {
    return make(SigningAlgorithm.RS256);
  }

  static OpenSigningKey make(SigningAlgorithm algorithm) {
    return new JwtKeyGenerator(new SecureRandom()).generate(algorithm);
  }

  static KeyRing ring(OpenSigningKey... keys) {
    return new KeyRing(List.of(keys), PROVIDER);
  }

  static OpenSigningKey secret(String id, byte[] bytes) {
    return new OpenSigningKey(new KeyId(id), SigningAlgorithm.HS256, SecretBytes.copyOf(bytes));
  }
}
