package dev.sallyport.adapters.jwt;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.auth0.jwt.algorithms.Algorithm;
import com.auth0.jwt.exceptions.SignatureVerificationException;
import dev.sallyport.adapters.gate.JwsGate.VerificationKey;
import dev.sallyport.domain.key.KeyId;
import dev.sallyport.domain.key.OpenSigningKey;
import dev.sallyport.domain.key.SecretBytes;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.Optional;

/// One key of the ring, bound to one algorithm, ready to sign and to verify.
///
/// @param publicKey what the JWKS shows of it; nothing of a secret
record RingKey(KeyId id, Algorithm signer, int signatureLength, Optional<RSAPublicKey> publicKey)
    implements VerificationKey {

  /// Shorter keys are within reach of a determined attacker (NIST SP 800-131A).
  private static final int LEAST_RSA_BITS = 2048;

  private static final int LEAST_SECRET_BYTES = 32;
  private static final int HS256_SIGNATURE_BYTES = 32;

  /// @throws WeakKeyException if the key is not of the kind or strength of its algorithm
  static RingKey of(OpenSigningKey key) {
    return switch (key.algorithm()) {
      case RS256 -> rsa(key.id(), key.material());
      case HS256 -> secret(key.id(), key.material());
      case ES256, ED25519 -> throw new IllegalStateException("not yet: " + key.algorithm());
    };
  }

  private static RingKey rsa(KeyId id, SecretBytes pkcs8) {
    RSAPrivateCrtKey privateKey;
    RSAPublicKey publicKey;
    try {
      var factory = KeyFactory.getInstance("RSA");
      var generated = factory.generatePrivate(new PKCS8EncodedKeySpec(pkcs8.reveal()));
      if (!(generated instanceof RSAPrivateCrtKey crt)) {
        throw new WeakKeyException("an RSA key without its public half");
      }
      privateKey = crt;
      publicKey =
          (RSAPublicKey)
              factory.generatePublic(
                  new RSAPublicKeySpec(crt.getModulus(), crt.getPublicExponent()));
    } catch (InvalidKeySpecException _) {
      throw new WeakKeyException("not an RSA key in PKCS#8");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("RSA is part of every JDK", impossible);
    }
    int bits = publicKey.getModulus().bitLength();
    if (bits < LEAST_RSA_BITS || publicKey.getPublicExponent().bitLength() < 17) {
      throw new WeakKeyException("an RSA key of " + bits + " bits, or with a tiny exponent");
    }
    return new RingKey(
        id, Algorithm.RSA256(publicKey, privateKey), (bits + 7) / 8, Optional.of(publicKey));
  }

  private static RingKey secret(KeyId id, SecretBytes secret) {
    if (secret.length() < LEAST_SECRET_BYTES || secret.isOneByteRepeated()) {
      throw new WeakKeyException("an HS256 secret of fewer than 32 random bytes");
    }
    return new RingKey(
        id, Algorithm.HMAC256(secret.reveal()), HS256_SIGNATURE_BYTES, Optional.empty());
  }

  @Override
  public String algorithm() {
    return signer.getName();
  }

  @Override
  public boolean verifies(byte[] signingInput, byte[] signature) {
    try {
      signer.verify(SignedParts.of(new String(signingInput, US_ASCII), signature));
      return true;
    } catch (SignatureVerificationException _) {
      return false;
    }
  }

  @Override
  public String toString() {
    return "RingKey[" + id + ", " + algorithm() + "]";
  }
}
