package dev.sallyport.adapters.jwt;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.auth0.jwt.algorithms.Algorithm;
import com.auth0.jwt.exceptions.SignatureGenerationException;
import dev.sallyport.adapters.gate.JwsGate.VerificationKey;
import dev.sallyport.domain.key.KeyId;
import dev.sallyport.domain.key.OpenSigningKey;
import dev.sallyport.domain.key.SecretBytes;
import dev.sallyport.domain.key.SigningAlgorithm;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.EdECPrivateKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One key, bound to one algorithm, ready to verify and, if its private half is known, to sign.
///
/// @param publicKey what the JWKS shows of it; nothing of a secret
record RingKey(KeyId id, Algorithm signer, int signatureLength, Optional<PublicKey> publicKey)
    implements VerificationKey {

  private static final int LEAST_SECRET_BYTES = 32;
  private static final int HS256_SIGNATURE_BYTES = 32;

  /// A key that signs and verifies.
  ///
  /// @throws WeakKeyException if the key is not of the kind or strength of its algorithm, or does
  ///     not verify what it signs
  static RingKey of(OpenSigningKey key, SignatureProvider provider) {
    RingKey made =
        switch (key.algorithm()) {
          case RS256, ES256, ED25519 -> {
            PrivateKey privateKey = privateKey(key.algorithm(), key.material().reveal());
            if (privateKey instanceof RSAPrivateCrtKey rsa) {
              SoundKeys.requireConsistent(rsa);
            }
            yield asymmetric(key.id(), key.algorithm(), publicOf(privateKey), privateKey, provider);
          }
          case HS256 -> secret(key.id(), key.material());
        };
    made.requireToVerifyWhatItSigns();
    return made;
  }

  /// A key that verifies only.
  ///
  /// @throws WeakKeyException if the key is not of the kind or strength of its algorithm
  static RingKey ofPublic(
      KeyId id, SigningAlgorithm algorithm, PublicKey key, SignatureProvider provider) {
    return asymmetric(id, algorithm, key, null, provider);
  }

  /// The private key in a PKCS#8 document (RFC 5958), of whatever strength.
  ///
  /// @throws WeakKeyException if it is none of this algorithm
  static PrivateKey privateKey(SigningAlgorithm algorithm, byte[] pkcs8) {
    String kind =
        switch (algorithm) {
          case RS256 -> "RSA";
          case ES256 -> "EC";
          case ED25519 -> "Ed25519";
          case HS256 -> throw new WeakKeyException("a secret is no private key");
        };
    try {
      return KeyFactory.getInstance(kind).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
    } catch (InvalidKeySpecException _) {
      throw new WeakKeyException("something else than a private key of " + kind + " in PKCS#8");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(kind + " is part of every JDK", impossible);
    }
  }

  /// The public half of a private key.
  ///
  /// @throws WeakKeyException if it can't be told
  static PublicKey publicOf(PrivateKey key) {
    try {
      return switch (key) {
        case RSAPrivateCrtKey rsa ->
            KeyFactory.getInstance("RSA")
                .generatePublic(new RSAPublicKeySpec(rsa.getModulus(), rsa.getPublicExponent()));
        case ECPrivateKey ec when P256.isP256(ec.getParams()) ->
            KeyFactory.getInstance("EC")
                .generatePublic(new ECPublicKeySpec(P256.publicPoint(ec.getS()), P256.PARAMETERS));
        case EdECPrivateKey ed -> Ed25519Keys.publicOf(ed.getBytes().orElseThrow());
        case ECPrivateKey _ -> throw new WeakKeyException("not a key on P-256");
        default -> throw new WeakKeyException("an RSA key without its primes");
      };
    } catch (InvalidKeySpecException _) {
      throw new WeakKeyException("a private key without a public half");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("RSA and EC are part of every JDK", impossible);
    }
  }

  private static RingKey asymmetric(
      KeyId id,
      SigningAlgorithm algorithm,
      PublicKey publicKey,
      @Nullable PrivateKey privateKey,
      SignatureProvider provider) {
    SoundKeys.require(algorithm, publicKey);
    int signatureLength =
        publicKey instanceof RSAPublicKey rsa
            ? (rsa.getModulus().bitLength() + 7) / 8
            : JcaAlgorithm.SIGNATURE_BYTES;
    return new RingKey(
        id,
        new JcaAlgorithm(algorithm, publicKey, privateKey, provider),
        signatureLength,
        Optional.of(publicKey));
  }

  private static RingKey secret(KeyId id, SecretBytes secret) {
    if (secret.length() < LEAST_SECRET_BYTES || secret.isOneByteRepeated()) {
      throw new WeakKeyException("an HS256 secret of fewer than 32 random bytes");
    }
    return new RingKey(
        id, Algorithm.HMAC256(secret.reveal()), HS256_SIGNATURE_BYTES, Optional.empty());
  }

  /// A key whose halves do not fit each other would sign tokens that nobody accepts, and a fault in
  /// an RSA key can give the key away (RFC 8725 is silent; see Boneh, DeMillo and Lipton, 1997).
  private void requireToVerifyWhatItSigns() {
    byte[] header = {'h'};
    byte[] payload = {'p'};
    boolean fits;
    try {
      fits = verifies("h.p".getBytes(US_ASCII), signer.sign(header, payload));
    } catch (SignatureGenerationException _) {
      fits = false;
    }
    if (!fits) {
      throw new WeakKeyException("a private key that does not fit its public one");
    }
  }

  @Override
  public String algorithm() {
    return signer.getName();
  }

  @Override
  public boolean verifies(byte[] signingInput, byte[] signature) {
    return signer instanceof JcaAlgorithm algorithm
        ? algorithm.verifies(signingInput, signature)
        : MessageDigest.isEqual(mac(signingInput), signature);
  }

  @SuppressWarnings("deprecation") // the one that java-jwt's other method of this name ends in
  private byte[] mac(byte[] signingInput) {
    return signer.sign(signingInput);
  }

  @Override
  public String toString() {
    return "RingKey[" + id + ", " + algorithm() + "]";
  }
}
