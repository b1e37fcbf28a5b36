package dev.sallyport.adapters.jwt;

import dev.sallyport.application.port.SigningKeyGenerator;
import dev.sallyport.domain.key.KeyId;
import dev.sallyport.domain.key.OpenSigningKey;
import dev.sallyport.domain.key.SecretBytes;
import dev.sallyport.domain.key.SigningAlgorithm;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;
import java.util.Base64;

/// Makes signing keys: RSA of 3,072 bits, P-256, Ed25519, or secrets of 32 bytes.
public final class JwtKeyGenerator implements SigningKeyGenerator {

  private static final int RSA_BITS = 3072;
  private static final int SECRET_BYTES = 32;
  private static final int RANDOM_KID_BYTES = 16;

  private final SecureRandom random;

  public JwtKeyGenerator(SecureRandom random) {
    this.random = random;
  }

  @Override
  public OpenSigningKey generate(SigningAlgorithm algorithm) {
    return switch (algorithm) {
      case RS256 ->
          pair(algorithm, "RSA", new RSAKeyGenParameterSpec(RSA_BITS, RSAKeyGenParameterSpec.F4));
      case ES256 -> pair(algorithm, "EC", P256.PARAMETERS);
      case ED25519 -> pair(algorithm, "Ed25519", NamedParameterSpec.ED25519);
      case HS256 -> adopt(SecretBytes.copyOf(bytes(SECRET_BYTES)));
    };
  }

  @Override
  public OpenSigningKey adopt(SecretBytes secret) {
    var id =
        new KeyId(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes(RANDOM_KID_BYTES)));
    return new OpenSigningKey(id, SigningAlgorithm.HS256, secret);
  }

  private OpenSigningKey pair(
      SigningAlgorithm algorithm, String kind, AlgorithmParameterSpec parameters) {
    try {
      var generator = KeyPairGenerator.getInstance(kind);
      generator.initialize(parameters, random);
      KeyPair pair = generator.generateKeyPair();
      return new OpenSigningKey(
          Jwk.thumbprint(pair.getPublic()),
          algorithm,
          SecretBytes.copyOf(pair.getPrivate().getEncoded()));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(kind + " is part of every JDK", impossible);
    }
  }

  private byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }
}
