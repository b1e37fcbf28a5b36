package dev.sallyport.domain.key;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A key as it lies in the database: nonce, ciphertext and tag, worth nothing without the master
/// key.
public final class WrappedKey {

  private final byte[] bytes;

  /// A copy of these bytes: 12 of nonce, the ciphertext, 16 of tag.
  public WrappedKey(byte[] bytes) {
    this.bytes = bytes.clone();
  }

  /// A copy of the bytes, for the store.
  public byte[] bytes() {
    return bytes.clone();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof WrappedKey that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return "WrappedKey[" + bytes.length + " bytes]";
  }
}
