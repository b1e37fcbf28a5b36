package dev.sallyport.domain.key;

import java.security.MessageDigest;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Bytes that nobody may read by accident: they do not print, they compare in constant time, and
/// nobody holds the array itself.
public final class SecretBytes {

  private final byte[] bytes;

  private SecretBytes(byte[] bytes) {
    this.bytes = bytes;
  }

  /// A copy of these bytes.
  public static SecretBytes copyOf(byte[] bytes) {
    return new SecretBytes(bytes.clone());
  }

  /// A copy for the cipher, mac or store that needs them.
  public byte[] reveal() {
    return bytes.clone();
  }

  /// How many bytes these are.
  public int length() {
    return bytes.length;
  }

  /// Whether all bytes are one and the same: no generator makes such a key, an oversight does.
  public boolean isOneByteRepeated() {
    for (byte b : bytes) {
      if (b != bytes[0]) {
        return false;
      }
    }
    return true;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof SecretBytes that && MessageDigest.isEqual(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return "SecretBytes[***]";
  }
}
