package dev.sallyport.domain.key;

import java.time.Instant;
import java.util.Optional;

/// A root secret as the database keeps it.
///
/// @param number 1 to 255
public record WrappedRootSecret(int number, WrappedKey wrapped, Instant createdAt) {

  /// Wraps a root secret.
  ///
  /// @param nonce 12 random bytes, used for this call alone
  public static WrappedRootSecret wrap(
      RootSecret secret, MasterKey master, byte[] nonce, Instant createdAt) {
    return new WrappedRootSecret(
        secret.number(),
        master.wrap(KeyPurpose.ROOT_SECRET, boundId(secret.number()), secret.bytes(), nonce),
        createdAt);
  }

  /// This root secret out of its wrapping; empty if it was wrapped under another master key, or
  /// changed.
  public Optional<RootSecret> open(MasterKey master) {
    return master
        .unwrap(KeyPurpose.ROOT_SECRET, boundId(number), wrapped)
        .map(bytes -> new RootSecret(number, bytes));
  }

  private static String boundId(int number) {
    return Integer.toString(number);
  }
}
