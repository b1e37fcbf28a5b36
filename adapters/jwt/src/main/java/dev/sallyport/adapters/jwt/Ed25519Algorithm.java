package dev.sallyport.adapters.jwt;

import com.auth0.jwt.algorithms.Algorithm;
import com.auth0.jwt.exceptions.SignatureGenerationException;
import com.auth0.jwt.exceptions.SignatureVerificationException;
import com.auth0.jwt.interfaces.DecodedJWT;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/// Ed25519 (RFC 8032, section 5.1; RFC 8037; RFC 9864, section 2.2), which java-jwt does not have,
/// over the JDK's.
final class Ed25519Algorithm extends Algorithm {

  /// The length of a signature, in bytes. Some JDKs took longer ones with zeros behind
  /// (JDK-8285389).
  static final int SIGNATURE_BYTES = 64;

  private static final String NAME = "Ed25519";

  private final PublicKey publicKey;
  private final @Nullable PrivateKey privateKey;

  /// @param privateKey null for one that verifies only
  Ed25519Algorithm(PublicKey publicKey, @Nullable PrivateKey privateKey) {
    super(NAME, "Ed25519withJdk");
    this.publicKey = publicKey;
    this.privateKey = privateKey;
  }

  @Override
  public void verify(DecodedJWT jwt) throws SignatureVerificationException {
    byte[] signature;
    try {
      signature = Base64.getUrlDecoder().decode(jwt.getSignature());
    } catch (IllegalArgumentException notBase64) {
      throw new SignatureVerificationException(this, notBase64);
    }
    String signed = jwt.getHeader() + '.' + jwt.getPayload();
    if (!verifies(signed.getBytes(StandardCharsets.US_ASCII), signature)) {
      throw new SignatureVerificationException(this);
    }
  }

  private boolean verifies(byte[] signed, byte[] signature) {
    if (signature.length != SIGNATURE_BYTES) {
      return false;
    }
    try {
      var verification = Signature.getInstance(NAME);
      verification.initVerify(publicKey);
      verification.update(signed);
      return verification.verify(signature);
    } catch (GeneralSecurityException malformed) {
      // The JDK throws where a half of the signature is no point, or no number below the order.
      return false;
    }
  }

  @Override
  @SuppressWarnings("deprecation") // the one that java-jwt's other method of this name ends in
  public byte[] sign(byte[] contentBytes) throws SignatureGenerationException {
    if (privateKey == null) {
      throw new SignatureGenerationException(
          this, new IllegalStateException("this key verifies only"));
    }
    try {
      var signing = Signature.getInstance(NAME);
      signing.initSign(privateKey);
      signing.update(contentBytes);
      return signing.sign();
    } catch (GeneralSecurityException e) {
      throw new SignatureGenerationException(this, e);
    }
  }

  @Override
  public String toString() {
    return NAME;
  }
}
