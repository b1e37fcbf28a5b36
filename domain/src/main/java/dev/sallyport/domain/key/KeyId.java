package dev.sallyport.domain.key;

import dev.sallyport.domain.id.Base64UrlAlphabet;
import java.util.Optional;

/// The name of a signing key, `kid` in the header of every token that it signs (RFC 7515, section
/// 4.1.4): 1 to 64 characters of `[A-Za-z0-9_-]`.
///
/// For a public key it is its thumbprint (RFC 7638), for a secret one it is random: a thumbprint
/// would let anybody test guesses of the secret.
public record KeyId(String text) {

  private static final int MAX_LENGTH = 64;

  /// @throws IllegalArgumentException if the text has not the form of a key id
  public KeyId {
    if (!isKeyId(text)) {
      throw new IllegalArgumentException("not a key id");
    }
  }

  /// Empty if the text has not the form of a key id.
  public static Optional<KeyId> parse(String text) {
    return isKeyId(text) ? Optional.of(new KeyId(text)) : Optional.empty();
  }

  private static boolean isKeyId(String text) {
    return !text.isEmpty() && text.length() <= MAX_LENGTH && Base64UrlAlphabet.spells(text);
  }

  @Override
  public String toString() {
    return text;
  }
}
