package dev.sallyport.domain.key;

import java.time.Instant;
import java.util.Optional;

/// A key that signs access tokens, as the database keeps it, with the times of its life.
///
/// What it is for at a time is judged among all of them: see [SigningKeys].
///
/// @param wrapped the private key (PKCS#8) or the secret, under the master key
/// @param createdAt when it was made, or put to use
/// @param signsFrom when it begins to sign; a public key is published before
/// @param revokedAt when it was revoked; from then on it is good for nothing, and stays so that it
///     is not taken again
public record SigningKey(
    KeyId id,
    SigningAlgorithm algorithm,
    WrappedKey wrapped,
    Origin origin,
    Instant createdAt,
    Instant signsFrom,
    Optional<Instant> revokedAt) {

  /// Where a key comes from.
  public enum Origin {
    /// We made it, and make its successor when its time has come.
    MADE,
    /// The operator set it, and changes it the same way.
    GIVEN
  }

  /// A key of this moment on.
  ///
  /// @param nonce 12 random bytes, used for this call alone
  public static SigningKey wrap(
      OpenSigningKey key,
      Origin origin,
      MasterKey master,
      byte[] nonce,
      Instant createdAt,
      Instant signsFrom) {
    var wrapped =
        master.wrap(
            KeyPurpose.SIGNING_KEY, boundId(key.id(), key.algorithm()), key.material(), nonce);
    return new SigningKey(
        key.id(), key.algorithm(), wrapped, origin, createdAt, signsFrom, Optional.empty());
  }

  /// This key out of its wrapping; empty if it was wrapped under another master key, or changed.
  public Optional<OpenSigningKey> open(MasterKey master) {
    return master
        .unwrap(KeyPurpose.SIGNING_KEY, boundId(id, algorithm), wrapped)
        .map(material -> new OpenSigningKey(id, algorithm, material));
  }

  /// This key under another master key, with the same life.
  SigningKey rewrapped(OpenSigningKey open, MasterKey master, byte[] nonce) {
    var fresh = wrap(open, origin, master, nonce, createdAt, signsFrom);
    return new SigningKey(id, algorithm, fresh.wrapped, origin, createdAt, signsFrom, revokedAt);
  }

  boolean isRevoked() {
    return revokedAt.isPresent();
  }

  /// This key, which we made, from now on as the operator's own: it was exported and set.
  public SigningKey givenByOperator() {
    return new SigningKey(id, algorithm, wrapped, Origin.GIVEN, createdAt, signsFrom, revokedAt);
  }

  SigningKey revoked(Instant now) {
    return new SigningKey(id, algorithm, wrapped, origin, createdAt, signsFrom, Optional.of(now));
  }

  SigningKey signingFrom(Instant time) {
    return new SigningKey(id, algorithm, wrapped, origin, createdAt, time, revokedAt);
  }

  /// The text that a wrapped key is bound to: its id and its one algorithm.
  private static String boundId(KeyId id, SigningAlgorithm algorithm) {
    return id.text() + ' ' + algorithm.text();
  }
}
