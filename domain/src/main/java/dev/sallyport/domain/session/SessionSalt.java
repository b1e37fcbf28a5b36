package dev.sallyport.domain.session;

import dev.sallyport.domain.key.SecretBytes;

/// A session's own 256 random bits, from which, with the root secret, the key of its refresh tokens
/// derives.
public record SessionSalt(SecretBytes bytes) {

  /// The length of a salt, in bytes.
  public static final int LENGTH = 32;

  /// @throws IllegalArgumentException if the salt has not 32 bytes
  public SessionSalt {
    if (bytes.length() != LENGTH) {
      throw new IllegalArgumentException("a session salt has 32 bytes");
    }
  }
}
