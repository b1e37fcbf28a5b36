package dev.sallyport.domain.session;

import java.security.MessageDigest;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The SHA-256 of an idempotency key: enough to recognise it, not to use it.
public final class IdempotencyKeyDigest {

  private static final int LENGTH = 32;

  private final byte[] bytes;

  /// @throws IllegalArgumentException if these are not 32 bytes
  public IdempotencyKeyDigest(byte[] bytes) {
    if (bytes.length != LENGTH) {
      throw new IllegalArgumentException("a SHA-256 has 32 bytes");
    }
    this.bytes = bytes.clone();
  }

  /// A copy of the 32 bytes.
  public byte[] bytes() {
    return bytes.clone();
  }

  /// Compares in constant time.
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof IdempotencyKeyDigest that && MessageDigest.isEqual(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return "IdempotencyKeyDigest[***]";
  }
}
