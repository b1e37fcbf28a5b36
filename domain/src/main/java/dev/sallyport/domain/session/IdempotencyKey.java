package dev.sallyport.domain.session;

import dev.sallyport.domain.id.Base64UrlAlphabet;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;

/// The `Idempotency-Key` of a refresh: made at random by the client for each refresh that it
/// starts, and sent again with a retry of that refresh. 16 to 128 characters of `[A-Za-z0-9_-]`.
///
/// It is a secret: whoever holds it and the previous token gets the same successor again. It does
/// not print.
public record IdempotencyKey(String text) {

  private static final int MIN_LENGTH = 16;
  private static final int MAX_LENGTH = 128;

  /// @throws IllegalArgumentException if the text has not the form of a key
  public IdempotencyKey {
    if (!isKey(text)) {
      throw new IllegalArgumentException("not an idempotency key");
    }
  }

  /// Empty if the text has not the form of a key.
  public static Optional<IdempotencyKey> parse(String text) {
    return isKey(text) ? Optional.of(new IdempotencyKey(text)) : Optional.empty();
  }

  private static boolean isKey(String text) {
    return text.length() >= MIN_LENGTH
        && text.length() <= MAX_LENGTH
        && Base64UrlAlphabet.spells(text);
  }

  /// What is kept of it.
  public IdempotencyKeyDigest digest() {
    try {
      return new IdempotencyKeyDigest(
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.US_ASCII)));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("SHA-256 is part of every JDK", impossible);
    }
  }

  @Override
  public String toString() {
    return "IdempotencyKey[***]";
  }
}
