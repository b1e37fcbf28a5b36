package dev.sallyport.domain.key;

import java.util.Arrays;
import java.util.Optional;

/// The algorithms that access tokens are signed with (RFC 7518, section 3.1; RFC 9864, section 2.2).
/// A key is bound to one of them for its whole life.
public enum SigningAlgorithm {
  /// RSASSA-PKCS1-v1_5 with SHA-256; keys of 3,072 bits are made, 2,048 accepted.
  RS256("RS256", false),
  /// HMAC with SHA-256; secrets of 32 bytes or more. Every verifier could forge, so our own routes
  /// also ask the database for the session (contract, section 3).
  HS256("HS256", true),
  /// ECDSA on P-256 with SHA-256.
  ES256("ES256", false),
  /// EdDSA on edwards25519 (RFC 8032); named as RFC 9864 does, never `EdDSA`.
  ED25519("Ed25519", false);

  private final String text;
  private final boolean symmetric;

  SigningAlgorithm(String text, boolean symmetric) {
    this.text = text;
    this.symmetric = symmetric;
  }

  /// Its name, as `alg` in the header of a token.
  public String text() {
    return text;
  }

  /// Whether whoever verifies can also sign.
  public boolean isSymmetric() {
    return symmetric;
  }

  /// The algorithm of exactly this name; empty for every other text, in every other case too.
  public static Optional<SigningAlgorithm> parse(String name) {
    return Arrays.stream(values()).filter(a -> a.text.equals(name)).findFirst();
  }
}
