package dev.sallyport.adapters.jwt;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.auth0.jwt.algorithms.Algorithm;
import com.auth0.jwt.exceptions.SignatureGenerationException;
import com.auth0.jwt.exceptions.SignatureVerificationException;
import com.auth0.jwt.interfaces.DecodedJWT;
import dev.sallyport.adapters.gate.Base64Url;
import dev.sallyport.domain.key.SigningAlgorithm;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The algorithms of public keys as java-jwt signs with them, by whatever provider is to compute them:
/// RS256 and ES256 (RFC 7518, sections 3.3 and 3.4), and Ed25519 (RFC 8032, section 5.1; RFC 8037; RFC
/// 9864, section 2.2), which java-jwt does not have. Thread-safe.
///
/// A fault in the computation of an RSA signature can give the key away (Boneh, DeMillo and Lipton,
/// 1997). The JDK and AWS-LC both verify what they compute before they let it out.
final class JcaAlgorithm extends Algorithm {

  /// r and s, of 32 bytes each; R and S (RFC 8032).
  static final int SIGNATURE_BYTES = 64;

  private static final byte[] P256_ORDER = P256.coordinate(P256.PARAMETERS.getOrder());

  private final SigningAlgorithm algorithm;
  private final String jcaName;
  private final PublicKey publicKey;
  private final @Nullable PrivateKey privateKey;
  private final SignatureProvider provider;
  private volatile Ready ready;

  /// The keys as a provider takes them.
  ///
  /// @param by null for the JDK
  private record Ready(
      @Nullable Provider by, PublicKey publicKey, @Nullable PrivateKey privateKey) {}

  /// @param algorithm none of a secret
  /// @param privateKey null for one that verifies only
  JcaAlgorithm(
      SigningAlgorithm algorithm,
      PublicKey publicKey,
      @Nullable PrivateKey privateKey,
      SignatureProvider provider) {
    super(algorithm.text(), jcaName(algorithm));
    this.algorithm = algorithm;
    this.jcaName = jcaName(algorithm);
    this.publicKey = publicKey;
    this.privateKey = privateKey;
    this.provider = provider;
    this.ready = new Ready(null, publicKey, privateKey);
  }

  private static String jcaName(SigningAlgorithm algorithm) {
    return switch (algorithm) {
      case RS256 -> "SHA256withRSA";
      // r and s one after the other, as JWS has them; the other form, of certificates, is not read.
      case ES256 -> "SHA256withECDSAinP1363Format";
      case ED25519 -> "Ed25519";
      case HS256 -> throw new IllegalArgumentException("a secret is no public key");
    };
  }

  /// Whether this is a signature of these bytes.
  boolean verifies(byte[] signed, byte[] signature) {
    if (!mayBeSignature(signature)) {
      return false;
    }
    try {
      Ready keys = ready();
      var verification = SignatureProvider.signature(jcaName, keys.by);
      verification.initVerify(keys.publicKey);
      verification.update(signed);
      return verification.verify(signature);
    } catch (GeneralSecurityException malformed) {
      // Thrown where it is no number below the modulus, no point, or no number below the order.
      return false;
    }
  }

  /// What is known without a computation. That r and s are of the range of the order is for the
  /// provider to see, and was not seen by the JDK once (CVE-2022-21449): so it is seen here as well.
  /// Some JDKs took longer Ed25519 signatures with zeros behind (JDK-8285389).
  private boolean mayBeSignature(byte[] signature) {
    return switch (algorithm) {
      case RS256, HS256 -> true;
      case ED25519 -> signature.length == SIGNATURE_BYTES;
      case ES256 ->
          signature.length == SIGNATURE_BYTES
              && isInRange(signature, 0)
              && isInRange(signature, SIGNATURE_BYTES / 2);
    };
  }

  /// From 1 to the order less one, big endian. A signature is no secret: this takes what time it takes.
  private static boolean isInRange(byte[] signature, int from) {
    int to = from + P256.COORDINATE_BYTES;
    boolean isZero = true;
    for (int i = from; i < to; i++) {
      isZero &= signature[i] == 0;
    }
    return !isZero
        && Arrays.compareUnsigned(signature, from, to, P256_ORDER, 0, P256_ORDER.length) < 0;
  }

  @Override
  public void verify(DecodedJWT jwt) throws SignatureVerificationException {
    byte[] signature = Base64Url.decode(jwt.getSignature());
    String signed = jwt.getHeader() + '.' + jwt.getPayload();
    if (signature == null || !verifies(signed.getBytes(US_ASCII), signature)) {
      throw new SignatureVerificationException(this);
    }
  }

  @Override
  @SuppressWarnings("deprecation") // the one that java-jwt's other method of this name ends in
  public byte[] sign(byte[] contentBytes) throws SignatureGenerationException {
    try {
      Ready keys = ready();
      if (keys.privateKey == null) {
        throw new InvalidKeyException("this key verifies only");
      }
      return sign(keys, contentBytes);
    } catch (GeneralSecurityException e) {
      throw new SignatureGenerationException(this, e);
    }
  }

  private byte[] sign(Ready keys, byte[] content) throws GeneralSecurityException {
    Signature signing = SignatureProvider.signature(jcaName, keys.by);
    signing.initSign(keys.privateKey);
    signing.update(content);
    return signing.sign();
  }

  @SuppressWarnings("ReferenceEquality") // a provider's equals compares all that it offers
  private Ready ready() throws GeneralSecurityException {
    Ready known = ready;
    Provider current = provider.current();
    if (known.by == current) {
      return known;
    }
    // Two at once make two that are alike; either may stay.
    var made =
        new Ready(
            current,
            (PublicKey) SignatureProvider.translated(publicKey, current),
            privateKey == null
                ? null
                : (PrivateKey) SignatureProvider.translated(privateKey, current));
    ready = made;
    return made;
  }

  @Override
  public String toString() {
    return algorithm.text();
  }
}
